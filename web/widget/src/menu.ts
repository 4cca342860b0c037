import type { Chat } from './chat.ts';
import { h, icon } from './dom.ts';
import type { Sound } from './sound.ts';

type Say = (key: string, values?: Record<string, string | number>) => string;

const Dots = 'M5 12h.01M12 12h.01M19 12h.01';

/** What is seldom wanted: sound, the conversation by e-mail, its end. */
export class Menu {
  readonly button = h('button', { class: 'icon more', 'aria-expanded': 'false', 'aria-controls': 'menu', click: () => this.toggle() }, icon(Dots));
  readonly list = h('div', { class: 'menu', id: 'menu', hidden: true });
  readonly #chat: Chat;
  readonly #sound: Sound;
  readonly #say: Say;
  readonly #note: (text: string) => void;
  readonly #transcript: () => void;
  #sure = false;

  constructor(chat: Chat, sound: Sound, say: Say, note: (text: string) => void, transcript: () => void) {
    this.#chat = chat;
    this.#sound = sound;
    this.#say = say;
    this.#note = note;
    this.#transcript = transcript;
  }

  /** True when it was open. */
  close(): boolean {
    const wasOpen = !this.list.hidden;
    if (wasOpen) this.toggle(false);
    return wasOpen;
  }

  toggle(open = this.list.hidden): void {
    const inside = this.list.contains((this.list.getRootNode() as ShadowRoot).activeElement);
    this.#sure = false;
    this.list.hidden = !open;
    this.button.ariaExpanded = String(open);
    this.render();
    if (open) this.list.querySelector('button')?.focus();
    else if (inside) this.button.focus();
  }

  render(): void {
    this.button.ariaLabel = this.#say('more');
    if (this.list.hidden) return;
    const { config, messages, memory, resolved, written } = this.#chat;
    const at = [...this.list.children].indexOf((this.list.getRootNode() as ShadowRoot).activeElement ?? this.list);
    const silent = memory.value.silent === true;
    const rows = [h('button', { 'aria-pressed': String(!silent), click: () => this.#switchSound(!silent) }, this.#say('sound'), h('span', { class: 'switch', 'aria-hidden': 'true' }))];
    // The server sends none before somebody has answered.
    if (config.transcript && written.some(({ from }) => from === 'agent')) rows.push(h('button', { click: () => this.#send() }, this.#say('transcript')));
    if (messages.size > 0 && !resolved) rows.push(h('button', { click: () => void this.#end() }, this.#say(this.#sure ? 'endSure' : 'end')));
    this.list.replaceChildren(...rows);
    rows[at]?.focus();
  }

  #switchSound(silent: boolean): void {
    this.#chat.memory.set({ silent });
    if (!silent) this.#sound.play();
    this.render();
  }

  #send(): void {
    this.toggle(false);
    this.#transcript();
  }

  async #end(): Promise<void> {
    if (!this.#sure) {
      this.#sure = true;
      this.render();
      return;
    }
    this.toggle(false);
    await this.#chat.end().catch(() => this.#note(this.#say('failed')));
  }
}
