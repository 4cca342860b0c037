import { mayPass, type Agent, type NotificationSettings, type Box, type BoxCounts, type Conversation, type ConversationItem, type ConversationNotices, type Me, type Notice, type Page, type VisitorCard } from '@nightbell/api';
import { MutationCache, queryOptions, QueryCache, QueryClient } from '@tanstack/react-query';
import { applyToBox, applyToConversation, newestFirst, type BoxItems } from '../live/apply.ts';
import { readSteadily } from '../live/journal.ts';
import { hasMailUnderWay } from '../why/summary.ts';
import { isProblem, send } from './api.ts';
import { setTrouble } from './trouble.ts';

/** Milliseconds that what is not on screen stays at hand. */
const KeepUnused = 30 * 60_000;

/** Conversations read at once; the server gives no more than twice as many. */
const PageSize = 100;

const MostRetries = 3;

/** Milliseconds after which whoever is without a connection is looked for again. */
const MostPause = 4_000;

/** Milliseconds until a mail that is under way is looked at again. */
const MailLookAgain = 5_000;

/** The session is over: everything read with it is forgotten, what was written is kept elsewhere. */
export function endSession(): void {
  queryClient.setQueryData(keys.me, null);
  forget();
}

/** What one agent read is not for the next one in this browser. */
function forget(): void {
  // Whoever waits for me must go on waiting for the same query, so that it hears of the next sign-in.
  const everybodys: readonly unknown[] = [keys.me[0], keys.demo[0], keys.setup[0]];
  queryClient.removeQueries({ predicate: ({ queryKey }) => !everybodys.includes(queryKey[0]) });
}

const endOn401 = (error: Error): void => {
  if (isProblem(error, 401)) endSession();
};

/**
 * Nothing grows stale by age: the event stream changes what is here, or says that it must be read anew.
 * A request is made whatever the browser believes about the network; it is wrong too often.
 */
export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: endOn401 }),
  mutationCache: new MutationCache({
    onError: (error, _values, _context, mutation) => {
      endOn401(error);
      // A form says beside its fields what is wrong with them; everything else is said in the banner.
      if (mutation.meta?.['saysItself'] !== true && !isProblem(error, 401)) setTrouble(error);
    },
    onSuccess: () => setTrouble(undefined),
  }),
  defaultOptions: {
    queries: {
      staleTime: Infinity, gcTime: KeepUnused, networkMode: 'always', refetchOnWindowFocus: false, refetchOnReconnect: false,
      retry: (failures, error) => mayPass(error) && failures < MostRetries,
    },
    mutations: { networkMode: 'always' },
  },
});

export const keys = {
  me: ['me'], demo: ['demo'], setup: ['setup'], boxes: ['box'], searches: ['search'], agents: ['agents'], myNotices: ['my-notices'], settings: ['settings'], mails: ['mails'],
  box: (box: Box) => ['box', box],
  search: (words: string) => ['search', words],
  conversation: (id: string) => ['conversation', id],
  counts: ['counts'],
  notices: (id: string) => ['notices', id],
  visitor: (conversation: string) => ['visitor', conversation],
  notificationSettings: ['settings', 'notifications'],
} as const;

/** Whoever is signed in; null for nobody. */
export const meQuery = queryOptions({
  queryKey: keys.me,
  queryFn: async (): Promise<Me | null> => {
    const before = queryClient.getQueryData<Me | null>(keys.me);
    try {
      const me = await send<Me>('GET', '/api/me');
      if (before && before.id !== me.id) forget();
      return me;
    } catch (error) {
      if (!isProblem(error, 401)) throw error;
      forget();
      return null;
    }
  },
  retry: (_, error) => mayPass(error),
  retryDelay: (failures) => Math.min(1_000 * 2 ** failures, MostPause),
});

const listPath = (parameters: Record<string, string | undefined>): string => {
  const query = new URLSearchParams(Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== undefined));
  return `/api/conversations?${query.toString()}`;
};

/** Whether the first account is still to be made; where that cannot be read, people may want to sign in all the same. */
export const setupQuery = queryOptions({ queryKey: keys.setup, queryFn: () => send<{ needed: boolean }>('GET', '/api/setup'), retry: false });

/** Reads pages until as many conversations are here as were before, so that whoever scrolled down stays where they are. */
async function readPages(parameters: Record<string, string>, atLeast: number): Promise<BoxItems> {
  const read: BoxItems = { items: [], next: null };
  do {
    const page = await send<Page<ConversationItem>>('GET', listPath({ ...parameters, limit: String(PageSize), after: read.next ?? undefined }));
    read.items.push(...page.items);
    read.next = page.next;
  } while (read.next !== null && read.items.length < atLeast);
  return read;
}

export const boxQuery = (box: Box, me: string) => queryOptions({
  queryKey: keys.box(box),
  queryFn: () => readSteadily(
    () => readPages({ box }, queryClient.getQueryData<BoxItems>(keys.box(box))?.items.length ?? 0),
    (items, told) => applyToBox(box, me, items, told)),
});

/** How many conversations each box holds; read again after whatever may change it. */
export const countsQuery = queryOptions({ queryKey: keys.counts, queryFn: () => send<BoxCounts>('GET', '/api/conversations/counts') });

/** Reads the next page of a box behind what is there. */
export async function readMore(box: Box, me: string): Promise<void> {
  const present = queryClient.getQueryData<BoxItems>(keys.box(box));
  if (!present?.next) return;
  const after = present.next;
  const page = await readSteadily(
    async () => {
      const { items, next } = await send<Page<ConversationItem>>('GET', listPath({ box, limit: String(PageSize), after }));
      return { items, next };
    },
    (items, told) => applyToBox(box, me, items, told));
  queryClient.setQueryData<BoxItems>(keys.box(box), (now) => {
    if (now?.next !== after) return now;
    const here = new Set(now.items.map(({ id }) => id));
    return { items: [...now.items, ...page.items.filter(({ id }) => !here.has(id))].sort(newestFirst), next: page.next };
  });
}

/** Events change what was found, but do not find: who searches again wants what is there now. */
export const searchQuery = (words: string) => queryOptions({
  queryKey: keys.search(words),
  queryFn: () => readPages({ q: words }, queryClient.getQueryData<BoxItems>(keys.search(words))?.items.length ?? 0),
  staleTime: 0,
});

/** Reads the next page of what a search found. */
export async function readMoreFound(words: string): Promise<void> {
  const after = queryClient.getQueryData<BoxItems>(keys.search(words))?.next;
  if (!after) return;
  const page = await send<Page<ConversationItem>>('GET', listPath({ q: words, limit: String(PageSize), after }));
  queryClient.setQueryData<BoxItems>(keys.search(words), (now) => {
    if (now?.next !== after) return now;
    const here = new Set(now.items.map(({ id }) => id));
    return { items: [...now.items, ...page.items.filter(({ id }) => !here.has(id))], next: page.next };
  });
}

export const readConversation = (id: string): Promise<Conversation> => readSteadily(
  () => send<Conversation>('GET', `/api/conversations/${encodeURIComponent(id)}`),
  (conversation, told) => applyToConversation(conversation, told));

export const conversationQuery = (id: string) => queryOptions({ queryKey: keys.conversation(id), queryFn: () => readConversation(id) });

/** The visitor's card, by their conversation: what happens in it may change the card. */
export const visitorQuery = (conversation: string, visitor: string) => queryOptions({
  queryKey: keys.visitor(conversation),
  queryFn: () => send<VisitorCard>('GET', `/api/visitors/${encodeURIComponent(visitor)}`),
});

/** Why everybody was told of a conversation or not. */
export const noticesQuery = (id: string) => queryOptions({
  queryKey: keys.notices(id),
  queryFn: () => send<ConversationNotices>('GET', `/api/conversations/${encodeURIComponent(id)}/notices`),
  // What becomes of a mail is told to full access alone; everybody else looks again until it has left.
  refetchInterval: ({ state: { data } }) => (data && hasMailUnderWay(data) ? MailLookAgain : false),
});

/** What was decided for me lately. */
export const myNoticesQuery = queryOptions({
  queryKey: keys.myNotices,
  queryFn: () => send<Page<Notice>>('GET', '/api/me/notices'),
});

export const agentsQuery = queryOptions({
  queryKey: keys.agents,
  queryFn: () => send<Page<Agent>>('GET', '/api/agents'),
});

/** The account's e-mail notifications. */
export const notificationSettingsQuery = queryOptions({
  queryKey: keys.notificationSettings,
  queryFn: () => send<NotificationSettings>('GET', '/api/settings/notifications'),
});
