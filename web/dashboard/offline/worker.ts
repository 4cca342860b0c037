/**
 * Opens the dashboard without a connection: the page, its scripts and its texts, and nothing that the server answers.
 * Whoever is connected always gets the page of the server; what is kept is for whoever is not.
 */

/** Put in by the build: the files of the shell, the one that the page begins with, and a name that changes with any of them. */
declare const __SHELL__: { version: string; entry: string; files: readonly string[] };

const { version, entry, files } = __SHELL__;
const Page = '/app';
const Prefix = 'shell ';
const Name = Prefix + version;

/** What a proxy says for a server that is down. */
const Down: readonly number[] = [502, 503, 504];

/** TypeScript's library for pages knows no scope of service workers. */
interface Extendable extends Event {
  waitUntil: (work: Promise<unknown>) => void;
}

/** Chromium asks the server beside the worker, and lets its failure count, unless it is told that the worker sees to it (static routing). */
interface Installing extends Extendable {
  addRoutes?: (rules: { condition: { requestMode: RequestMode }; source: 'fetch-event' }[]) => Promise<void>;
}

interface Fetching extends Extendable {
  request: Request;
  respondWith: (answer: Promise<Response>) => void;
}

const scope = globalThis as unknown as {
  oninstall: ((event: Installing) => void) | null;
  onactivate: ((event: Extendable) => void) | null;
  onfetch: ((event: Fetching) => void) | null;
  skipWaiting: () => Promise<void>;
  clients: { claim: () => Promise<void> };
};

/** All of a version or nothing: a page whose scripts are another version's would not start. */
async function install(): Promise<void> {
  const cache = await caches.open(Name);
  const page = await fetch(Page, { cache: 'no-cache' });
  if (!page.ok || !(await page.clone().text()).includes(entry)) throw new Error('The server has another version by now.');
  await cache.addAll([...files]);
  await cache.put(Page, page);
  await scope.skipWaiting();
}

/** What is older goes, but for the version before: a tab that began with it may still want a part of it. */
async function activate(): Promise<void> {
  const others = (await caches.keys()).filter((name) => name.startsWith(Prefix) && name !== Name);
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
  await scope.clients.claim();
}

async function open(request: Request): Promise<Response> {
  try {
    const page = await fetch(request);
    if (!Down.includes(page.status)) return page;
    return await kept() ?? page;
  } catch (error) {
    const page = await kept();
    if (page) return page;
    throw error;
  }
}

const kept = async (): Promise<Response | undefined> => (await caches.open(Name)).match(Page);

/** A file whose name names its content: what is kept is what it is. */
async function read(request: Request): Promise<Response> {
  const known = await caches.match(request);
  if (known) return known;
  const file = await fetch(request);
  if (file.ok) await (await caches.open(Name)).put(request, file.clone());
  return file;
}

scope.oninstall = (event) => {
  event.addRoutes?.([{ condition: { requestMode: 'navigate' }, source: 'fetch-event' }]).catch(() => undefined);
  event.waitUntil(install());
};
scope.onactivate = (event) => event.waitUntil(activate());
scope.onfetch = (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate' && (pathname === Page || pathname.startsWith(`${Page}/`))) event.respondWith(open(request));
  else if (pathname.startsWith('/assets/')) event.respondWith(read(request));
};
