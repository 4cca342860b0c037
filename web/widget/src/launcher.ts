import type { WidgetConfig } from '@nightbell/api/types';
import { inkFor } from './colour.ts';
import type { Door, Heard, Identity, Panel, Reason, Status } from './contract.ts';
import css from './launcher.css?inline';
import { Memory } from './memory.ts';
import { isRightToLeft, say } from './say.ts';
import { share, type Shared } from './share.ts';

/** Milliseconds before the configuration is asked for again; doubled up to the longest. */
const FirstPause = 2_000;
const LongestPause = 60_000;

/** Milliseconds within which the pages of a site listen again after a proxy has answered: not all at once. */
const Scatter = 10_000;

/** Pixels by which each further widget of a page stands beside the one before. */
const Beside = 76;

const Bell = 'M12 3a6 6 0 0 0-6 6c0 5-2 6-2 7h16c0-1-2-2-2-7a6 6 0 0 0-6-6ZM10 19a2 2 0 0 0 4 0';

/** Where the rest stands, seen from the server. The build fills it in. */
declare const PanelScript: string;

const visible = (): Promise<void> => new Promise((resolve) => {
  const look = (): void => {
    if (document.visibilityState !== 'visible') return;
    document.removeEventListener('visibilitychange', look);
    resolve();
  };
  document.addEventListener('visibilitychange', look);
  look();
});

/** `<nightbell-chat>`: the launcher in a shadow root; everything else is loaded when it is opened, or for who has written before. */
export class NightbellChat extends HTMLElement {
  static readonly observedAttributes = ['data-lang', 'data-group'];
  /** Where this script came from, unless the element says otherwise. */
  static origin = '';
  /** Put back when a framework exchanges the page's body. */
  stays = false;
  #config: WidgetConfig | undefined;
  #drawn: () => void = () => undefined;
  readonly #ready = new Promise<void>((resolve) => {
    this.#drawn = resolve;
  });
  #status: Status | undefined;
  #identity: Identity | null | undefined;
  #kept: Memory | undefined;
  #turn = 0;
  #panel: Panel | undefined;
  #loading: Promise<Panel> | undefined;
  #watch: Shared | undefined;
  #open = false;
  #withdrawn = false;
  readonly #listeners = new Map<string, Set<(detail: object) => void>>();
  readonly #launcher = document.createElement('button');
  readonly #badge = document.createElement('span');

  get key(): string {
    return this.dataset['key'] ?? '';
  }

  get base(): string {
    return this.dataset['base'] ?? NightbellChat.origin;
  }

  /** What the page says may need it before the element is in the page. */
  get #memory(): Memory {
    return this.#kept ??= new Memory(this.key);
  }

  connectedCallback(): void {
    if (!this.key) return;
    if (this.shadowRoot) {
      if (this.#resting) this.#wake();
      return;
    }
    this.#launcher.hidden = true;
    this.#draw();
    addEventListener('pagehide', () => this.#rest());
    addEventListener('pageshow', ({ persisted }) => {
      if (persisted && this.isConnected) this.#wake();
    });
    // The visitor began to write in another page, or took their consent back there.
    this.#memory.onElsewhere(() => {
      if (this.#memory.value.token || !this.#consented()) this.#begin();
    });
    if (!this.hasAttribute('data-consent') || this.#memory.value.consent) void this.#read();
  }

  disconnectedCallback(): void {
    // Moving an element takes it out and puts it in again.
    setTimeout(() => {
      if (this.isConnected) return;
      if (this.stays) document.body.append(this);
      else this.#rest();
    });
  }

  attributeChangedCallback(_name: string, before: string | null, after: string | null): void {
    if (before === after || !this.shadowRoot || !this.#turn) return;
    if (this.#panel) this.#panel.refresh();
    // The stream begins anew also for another language: group and language may change at once, and the last look counts alone.
    else void this.#read();
  }

  /** Takes the widget off the page for good. */
  take(): void {
    this.stays = false;
    this.remove();
  }

  toggle(open = !this.#open): void {
    if (open === this.#open) return;
    this.#open = open;
    if (!this.#panel) {
      if (!open) return;
      this.#launcher.ariaBusy = 'true';
    }
    void this.#load().then((panel) => {
      panel.toggle(this.#open);
      this.#render();
      this.emit(open ? 'open' : 'close', {});
    }, () => {
      this.#open = false;
      this.#render();
    });
  }

  identify(identity: Identity | null): void {
    this.#identity = identity;
    this.#panel?.identify();
    if (identity === null && !this.#panel) this.#memory.forget();
  }

  consent(given: boolean): void {
    this.#withdrawn = !given;
    if (given) {
      this.#memory.set({ consent: true });
      if (!this.#config) void this.#read();
      else if (!this.#panel) this.#begin();
    } else this.#memory.forget(true);
    this.#panel?.consented();
    if (!given) this.#watch?.close();
  }

  listen(event: string, listener: (detail: object) => void): void {
    const known = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, known.add(listener));
    // Whoever asks late is told how it stands.
    if (event === 'status' && this.#config) listener({ ...this.#status });
  }

  unlisten(event: string, listener?: (detail: object) => void): void {
    if (listener) this.#listeners.get(event)?.delete(listener);
    else this.#listeners.delete(event);
  }

  emit(event: Heard, detail: object): void {
    for (const listener of this.#listeners.get(event) ?? []) {
      // A fault of the page is the page's.
      queueMicrotask(() => listener(detail));
    }
  }

  #consented(): boolean {
    const needed = this.hasAttribute('data-consent') || this.#config?.consent.needed;
    return !this.#withdrawn && (!needed || this.#memory.value.consent === true);
  }

  #languages(): string {
    return [this.dataset['lang'], document.documentElement.lang, ...navigator.languages].filter(Boolean).join();
  }

  #address(path: string, what: Record<string, string>): string {
    const { group } = this.dataset;
    const query = new URLSearchParams({ ...what, ...(group && { group }) });
    return `${this.base}/widget/v1/${encodeURIComponent(this.key)}${path}?${query.toString()}`;
  }

  #draw(): void {
    const root = this.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    svg.setAttribute('viewBox', '0 0 24 24');
    line.setAttribute('d', Bell);
    svg.append(line);
    this.#launcher.type = 'button';
    this.#launcher.className = 'launcher';
    this.#launcher.ariaHasPopup = 'dialog';
    this.#launcher.onclick = () => this.toggle();
    this.#badge.className = 'badge';
    this.#launcher.append(svg, this.#badge);
    root.append(this.#launcher);
    const place = [...document.querySelectorAll('nightbell-chat')].indexOf(this);
    this.style.setProperty('--place', `${Math.max(0, place) * Beside}px`);
  }

  /** Reads what the launcher needs; tries again until it has it. */
  async #read(anew = true, pause = FirstPause): Promise<void> {
    const turn = ++this.#turn;
    try {
      const response = await fetch(this.#address('', { lang: this.#languages() }), { cache: 'no-store' });
      const config = response.ok && await response.json() as WidgetConfig;
      // Asked once more meanwhile, for another language or group.
      if (turn !== this.#turn) return;
      if (config) {
        this.#config = config;
        this.#show({ online: config.online, reason: config.reason });
        this.#drawn();
        // Mounted meanwhile, with the answer from before.
        this.#panel?.refresh();
        if (anew) this.#begin();
        return;
      }
      // Not allowed here, or no such key: asking again changes nothing.
      if (response.status < 500 && response.status !== 429) return;
    } catch {
      // No network.
    }
    setTimeout(() => void this.#read(anew, Math.min(pause * 2, LongestPause)), pause);
  }

  /** Who has written before is on the site from now on; for anybody else it is enough to know whether the team is there. */
  #begin(): void {
    this.#watch?.close();
    this.#watch = undefined;
    if (this.#resting || !this.#consented()) return;
    const { token, unsent } = this.#memory.value;
    if (token ?? unsent?.length) void this.#load().catch(() => setTimeout(() => this.#begin(), LongestPause));
    else void visible().then(() => this.#listen());
  }

  #listen(): void {
    if (this.#watch || this.#panel || this.#resting || !this.#consented()) return;
    this.#watch = share(`nightbell ${this.base} ${this.key} ${this.dataset['group'] ?? ''}`.trimEnd(), (after, tell) => {
      let stream: EventSource;
      let timer: ReturnType<typeof setTimeout>;
      let cursor = after ?? this.#config?.cursor;
      const connect = (): void => {
        stream = new EventSource(this.#address('/events', { after: cursor ?? '' }));
        for (const name of ['hello', 'reset', 'online']) {
          stream.addEventListener(name, ({ data, lastEventId }: MessageEvent<string>) => tell(name, JSON.parse(data), cursor = lastEventId));
        }
        stream.onerror = () => {
          // A browser gives up where something else is answered, as a proxy does while the server is exchanged.
          if (stream.readyState > 1) timer = setTimeout(connect, Scatter * Math.random());
        };
      };
      connect();
      return () => {
        clearTimeout(timer);
        stream.close();
      };
    }, (event, data) => {
      if (event === 'reset') void this.#read(false);
      if (event === 'online') {
        const { online, reason } = data as { online: boolean; reason?: Reason };
        this.#show({ online, reason: reason ?? null });
      }
    });
  }

  #load(): Promise<Panel> {
    this.#loading ??= this.#fetchPanel().catch((error: unknown) => {
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }

  async #fetchPanel(): Promise<Panel> {
    await this.#ready;
    // A module that failed to load is remembered as failed by its address.
    const { mount } = await import(/* @vite-ignore */ `${NightbellChat.origin}/${PanelScript}${this.#attempt++ ? `?${this.#attempt}` : ''}`) as { mount: (door: Door) => Panel };
    this.#cursor = this.#watch?.cursor() ?? this.#config?.cursor;
    this.#watch?.close();
    this.#watch = undefined;
    return this.#panel = mount(this.#door());
  }

  #attempt = 0;
  #cursor: string | undefined;

  #door(): Door {
    const [root, config, status] = [this.shadowRoot, this.#config, this.#status];
    if (!root || !config || !status) throw new Error();
    return {
      base: this.base, key: this.key, root, launcher: this.#launcher, memory: this.#memory, config, status, cursor: this.#cursor, share,
      group: () => this.dataset['group'], languages: () => this.#languages(), identity: () => this.#identity,
      consented: () => this.#consented(), consent: (given) => this.consent(given),
      show: (now, status, unread) => {
        this.#config = now;
        this.#show(status, unread);
      },
      toggle: (open) => this.toggle(open), emit: (event, detail) => this.emit(event, detail),
    };
  }

  #resting = false;

  /** The page, or the element, goes away; perhaps it comes back. */
  #rest(): void {
    if (this.#resting) return;
    this.#resting = true;
    this.#watch?.close();
    this.#watch = undefined;
    this.#panel?.leave();
  }

  #wake(): void {
    this.#resting = false;
    if (this.#panel) this.#panel.resume();
    else if (this.#config) this.#begin();
  }

  #unread = 0;

  #show(status: Status, unread = 0): void {
    const changed = status.online !== this.#status?.online || status.reason !== this.#status.reason;
    this.#status = status;
    this.#unread = unread;
    if (changed) this.emit('status', { ...status });
    this.#render();
  }

  #render(): void {
    const config = this.#config;
    if (!config) return;
    // The bell alone: the page may open the panel all the same.
    this.#launcher.hidden = this.hasAttribute('data-hidden');
    const { colour, ink } = inkFor(config.color);
    this.style.setProperty('--colour', colour);
    this.style.setProperty('--ink', ink);
    const { texts, locale } = config;
    const label = texts[this.#open ? 'close' : 'open'] ?? '';
    const launcher = this.#launcher;
    launcher.lang = locale;
    launcher.dir = isRightToLeft(locale) ? 'rtl' : 'ltr';
    launcher.ariaLabel = this.#unread ? `${label} (${say(texts['unread'], locale, { count: this.#unread })})` : label;
    launcher.ariaExpanded = String(this.#open);
    launcher.classList.toggle('on', this.#status?.online);
    if (this.#panel ?? !this.#open) launcher.ariaBusy = null;
    this.#badge.hidden = !this.#unread;
    this.#badge.textContent = String(this.#unread);
  }

  /** Shows the launcher, or hides it; an open panel goes with it. */
  set concealed(concealed: boolean) {
    if (concealed) this.toggle(false);
    this.toggleAttribute('data-hidden', concealed);
    this.#render();
  }
}
