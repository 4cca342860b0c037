/** Milliseconds between two questions whether the page that holds the stream still answers, and how long it may take. */
const AskEvery = 30_000;
const AnswerWithin = 5_000;

/** Tells everybody an event, and where the stream stands after it. */
export type Tell = (event: string, data?: unknown, cursor?: string) => void;

/** Opens the stream after a cursor; the result closes it. */
export type Open = (after: string | undefined, tell: Tell) => () => void;

interface Word {
  event?: string;
  data?: unknown;
  cursor?: string | undefined;
  /** Who asks, is here, or goes. */
  ask?: string;
  here?: string;
  gone?: string;
}

export interface Shared {
  close: () => void;
  /** No other page of the site shares it. */
  alone: () => boolean;
  /** After which event the stream stands. */
  cursor: () => string | undefined;
}

/**
 * One stream for all pages of a site: whoever holds the lock opens it and tells the others. When that page goes, or no longer answers,
 * another one goes on after the last event that it heard, so none is missed. Where the browser has or gives no locks, each page has its own.
 */
export function share(name: string, open: Open, hear: (event: string, data: unknown) => void): Shared {
  return new Stream(name, open, hear);
}

class Stream implements Shared {
  readonly #me = String(Math.random());
  readonly #others = new Set<string>();
  readonly #name: string;
  readonly #open: Open;
  readonly #hear: (event: string, data: unknown) => void;
  // Absent on plain http, and in older browsers.
  readonly #locks = (navigator as { locks?: LockManager }).locks;
  readonly #channel: BroadcastChannel | undefined;
  readonly #timer = setInterval(() => this.#look(), AskEvery);
  readonly #look = (): void => {
    if (document.visibilityState === 'visible') this.#ask();
  };
  #cursor: string | undefined;
  #stop: (() => void) | undefined;
  #release: (() => void) | undefined;
  #stands = false;
  #closed = false;
  #heardAt = 0;
  #waiting = new AbortController();

  constructor(name: string, open: Open, hear: (event: string, data: unknown) => void) {
    this.#name = name;
    this.#open = open;
    this.#hear = hear;
    document.addEventListener('visibilitychange', this.#look);
    try {
      if (this.#locks) this.#channel = new BroadcastChannel(name);
    } catch {
      // An older browser, or Firefox where its owner lets no site keep anything.
    }
    if (this.#channel) {
      this.#channel.onmessage = ({ data }: MessageEvent<Word>) => this.#understand(data);
      this.#queue();
      this.#ask();
    } else this.#lead();
  }

  alone(): boolean {
    return this.#others.size === 0;
  }

  cursor(): string | undefined {
    return this.#cursor;
  }

  close(): void {
    // Whoever holds it may say so twice, and a closed channel takes no word.
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#timer);
    document.removeEventListener('visibilitychange', this.#look);
    this.#stop?.();
    this.#waiting.abort();
    this.#release?.();
    this.#post({ gone: this.#me });
    this.#channel?.close();
  }

  #post(word: Word): void {
    this.#channel?.postMessage(word);
  }

  #lead(): void {
    this.#stop = this.#open(this.#cursor, (event, data, at) => {
      if (event === 'hello' || event === 'down') this.#stands = event === 'hello';
      this.#cursor = at ?? this.#cursor;
      this.#post({ event, data, cursor: this.#cursor });
      this.#hear(event, data);
    });
  }

  /** Waits to be the one who holds the stream, or takes it from a page that no longer answers. */
  #queue(steal = false): void {
    this.#waiting.abort();
    const mine = this.#waiting = new AbortController();
    const isOver = (): boolean => this.#closed || mine !== this.#waiting;
    const hold = (): Promise<void> | undefined => (isOver() ? undefined : new Promise<void>((done) => {
      this.#release = done;
      this.#lead();
    }));
    const over = (error?: unknown): void => {
      if (isOver()) return;
      this.#stop?.();
      this.#stop = undefined;
      // Where nothing may be kept there are no locks either, however often one asks.
      if ((error as DOMException | undefined)?.name === 'SecurityError') this.#lead();
      // Another page took it away from us.
      else this.#queue();
    };
    void this.#locks?.request(this.#name, steal ? { steal } : { signal: mine.signal }, hold).then(over, over);
  }

  /** Who is there, and does whoever holds the stream still answer? */
  #ask(): void {
    this.#others.clear();
    this.#post({ ask: this.#me });
    if (this.#stop) return;
    const asked = Date.now();
    setTimeout(() => {
      if (!this.#closed && !this.#stop && this.#heardAt < asked && document.visibilityState === 'visible') this.#queue(true);
    }, AnswerWithin);
  }

  #understand({ ask, here, gone, event, data, cursor }: Word): void {
    if (ask) {
      this.#others.add(ask);
      this.#post({ here: this.#me });
      if (this.#stop) this.#post({ event: this.#stands ? 'hello' : 'down', cursor: this.#cursor });
    } else if (here) this.#others.add(here);
    else if (gone) this.#others.delete(gone);
    else if (event && !this.#stop) {
      this.#heardAt = Date.now();
      this.#cursor = cursor ?? this.#cursor;
      this.#hear(event, data);
    }
  }
}
