import { mayPass, Problem } from '@nightbell/api/problem';
import { sleep } from '@nightbell/api/stream';
import type { PostedMessage } from '@nightbell/api/types';
import type { Contact, Memory, Unsent } from './memory.ts';

/** Milliseconds between two attempts, doubled from the first to the longest. */
const FirstPause = 1_000;
const LongestPause = 30_000;

/** What became of an attempt. */
export type Outcome = 'sent' | 'refused' | 'later' | 'contact' | 'forgotten';

export interface OutboxOptions {
  memory: Memory;
  /** Sends one message, after what its writer told of themselves. */
  deliver: (unsent: Unsent) => Promise<PostedMessage>;
  delivered: (unsent: Unsent, posted: PostedMessage) => void;
  /** It did not arrive, as far as we know. `refused` and `contact` wait for the visitor, the others are tried again. */
  held: (unsent: Unsent, outcome: Outcome, problem: Problem | undefined) => void;
  /** Waits, at most so long; ends early when there is news of the network, or of the visitor. Exchanged in tests. */
  pause?: typeof sleep;
}

/**
 * What was written and has not arrived, the oldest first. One at a time, each with the same id and words however often, and none before
 * the one before it: so the server, which takes an id once, has each exactly once and in order.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  /** Refused for good, unless the visitor tries again: the others go on without them. */
  readonly #aside = new Set<string>();
  /** Whoever adds what another page wrote lets it be tried by {@link retry}. */
  waiting: Unsent[];
  /** All wait for the visitor's address: what follows must not overtake. */
  #holding = false;
  #running = false;
  #closed = false;
  /** Ends the pause. */
  #early = new AbortController();

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.waiting = [...(options.memory.value.unsent ?? [])];
  }

  add(unsent: Unsent): void {
    this.waiting.push(unsent);
    this.#options.memory.set(({ unsent: others = [] }) => ({ unsent: [...others, unsent] }));
    this.run();
  }

  /** Tries what waits for the visitor once more, with what they told since. */
  retry(contact?: Contact, id?: string): void {
    if (id) this.#aside.delete(id);
    const first = this.waiting.find(({ id }) => !this.#aside.has(id));
    if (contact && first) {
      this.#holding = false;
      first.contact = contact;
      this.#options.memory.set(({ unsent = [] }) => ({ unsent: unsent.map((one) => (one.id === first.id ? { ...one, contact } : one)) }));
    }
    this.#early.abort();
    this.run();
  }

  /** It has arrived, by whichever page. */
  arrived(id: string): void {
    if (!this.waiting.some((unsent) => unsent.id === id)) return;
    // Another page may have left the address that all waited for.
    this.#holding = false;
    this.waiting = this.waiting.filter((unsent) => unsent.id !== id);
    this.#options.memory.set(({ unsent = [] }) => ({ unsent: unsent.filter((one) => one.id !== id) }));
  }

  /** Gives up on one that the server will never take. */
  drop(id: string): void {
    this.#aside.delete(id);
    this.arrived(id);
  }

  close(): void {
    this.#closed = true;
    this.#early.abort();
  }

  run(): void {
    this.#closed = false;
    if (this.#running) return;
    this.#running = true;
    void this.#pump().finally(() => {
      this.#running = false;
    });
  }

  async #pump(): Promise<void> {
    let pause = FirstPause;
    for (;;) {
      const next = this.waiting.find(({ id }) => !this.#aside.has(id));
      if (!next || this.#closed || this.#holding) return;
      const outcome = await this.#attempt(next);
      if (outcome === 'sent') pause = FirstPause;
      else if (outcome === 'refused') this.#aside.add(next.id);
      else if (outcome === 'contact') this.#holding = true;
      else {
        this.#early = new AbortController();
        await (this.#options.pause ?? sleep)(pause, this.#early.signal);
        pause = Math.min(pause * 2, LongestPause);
      }
    }
  }

  async #attempt(next: Unsent): Promise<Outcome> {
    try {
      const posted = await this.#options.deliver(next);
      this.arrived(next.id);
      this.#options.delivered(next, posted);
      return 'sent';
    } catch (error) {
      const problem = error instanceof Problem ? error : undefined;
      const outcome = outcomeOf(error, problem);
      this.#options.held(next, outcome, problem);
      return outcome;
    }
  }
}

function outcomeOf(error: unknown, problem: Problem | undefined): Outcome {
  if (problem?.code === 'contact_needed' || problem?.errors['email']) return 'contact';
  if (problem?.status === 401) return 'forgotten';
  return mayPass(error) ? 'later' : 'refused';
}
