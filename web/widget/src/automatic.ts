import type { Chat } from './chat.ts';

/** Milliseconds after a visitor's message in which the widget says by itself that nobody is here, or that everybody is busy. */
const OfflineAfter = 1_000;
const BusyAfter = 45_000;

/** What the widget says by itself; stored nowhere, and no answer. */
export class Automatic {
  readonly #chat: Chat;
  readonly #changed: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(chat: Chat, changed: () => void) {
    this.#chat = chat;
    this.#changed = changed;
  }

  /** The visitor wrote: once, until somebody answers. */
  after(): void {
    const { config: { automatic }, status: { online }, messages } = this.#chat;
    const text = online ? automatic.busy : automatic.offline;
    this.stop();
    const last = this.#chat.written.findLast(({ from }) => from === 'agent' || from === 'automatic');
    if (!text || last?.from === 'automatic') return;
    this.#timer = setTimeout(() => {
      if (this.#chat.resolved || this.#chat.status.online !== online) return;
      const newest = Math.max(0, ...this.#chat.written.map(({ number = 0 }) => number));
      messages.delete('automatic');
      messages.set('automatic', { id: 'automatic', number: newest + 0.5, from: 'automatic', name: null, text, files: [], at: new Date().toISOString(), delivery: 'sent' });
      this.#changed();
    }, online ? BusyAfter : OfflineAfter);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
