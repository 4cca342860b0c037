import type { FileItem } from '@nightbell/api/types';
import type { Chat } from './chat.ts';
import { h, linked, reconcile, type Row } from './dom.ts';
import { sizeOf } from './files.ts';
import type { ChatMessage } from './message.ts';

type Say = (key: string, values?: Record<string, string | number>) => string;

/** Pixels of a picture's longer side in the log. */
const PictureMax = 220;

/** Pixels from the end within which whoever reads wants to see what comes. */
const NearEnd = 40;

const initial = (name: string): string => String.fromCodePoint(name.trim().codePointAt(0) ?? 0x2022).toLocaleUpperCase();

/** What was said, and how it was. */
export class Log {
  readonly element = h('div', { class: 'log', role: 'log', tabindex: 0 });
  readonly #chat: Chat;
  readonly #base: string;
  readonly #say: Say;
  #stars = 0;
  readonly #comment = h('textarea', { rows: 2, maxlength: 1000, id: 'comment' });

  constructor(chat: Chat, base: string, say: Say) {
    this.#chat = chat;
    this.#base = base;
    this.#say = say;
  }

  /** Another rating, or another visitor, begins with none. */
  clear(): void {
    this.#stars = 0;
    this.#comment.value = '';
  }

  end(): void {
    this.element.scrollTop = this.element.scrollHeight;
  }

  render(): void {
    const { element } = this;
    const chat = this.#chat;
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < NearEnd;
    const before = element.children.length;
    const ordered = chat.written.sort((a, b) => (a.number ?? Infinity) - (b.number ?? Infinity) || 0);
    const mine = ordered.filter(({ from, delivery }) => from === 'visitor' && delivery === 'sent').at(-1);
    const { locale } = chat.config;
    const rows: Row[] = ordered.map((message) => {
      const foot = message === mine ? this.#footOfLast(message) : '';
      return { key: message.id, stamp: `${message.delivery} ${message.trouble} ${locale} ${foot}`, make: () => this.#item(message, foot) };
    });
    if (rows.length === 0) {
      const greeting = this.#say(chat.status.online ? 'greetingOnline' : 'greetingOffline');
      rows.push({ key: '', stamp: greeting, make: () => h('p', { class: 'greeting' }, greeting) });
    } else if (chat.resolved) rows.push(...this.#ended(locale));
    reconcile(element, rows);
    if (atEnd || element.children.length > before) this.end();
  }

  /** What is known of the visitor's newest message: that an agent saw it, or where the answer will come. */
  #footOfLast({ number = 0 }: ChatMessage): string {
    const chat = this.#chat;
    if ((chat.seenByAgents ?? 0) >= number && number > 0) return this.#say('seen');
    if (chat.status.online) return this.#say('sent');
    const answer = chat.answersTo ? this.#say('answerByEmail', { email: chat.answersTo }) : '';
    // What was sent is answered by the automatic message; without it, the foot alone says that it arrived.
    return chat.config.automatic.offline ? answer || this.#say('sent') : `${this.#say('sentOffline')} ${answer}`.trim();
  }

  #item(message: ChatMessage, last: string): HTMLElement {
    const mine = message.from === 'visitor';
    const author = mine ? this.#say('you') : message.name || this.#say('team');
    const item = h('div', { class: `message ${message.from}` });
    const face = message.from !== 'agent' ? []
      : [message.picture ? h('img', { class: 'face', src: this.#base + message.picture, alt: '' }) : h('span', { class: 'face', 'aria-hidden': 'true' }, initial(author))];
    if (message.from !== 'system') item.append(h('p', { class: mine ? 'author quiet' : 'author' }, ...face, author));
    const { files } = message;
    // A message of files alone carries their names for lists and mails; here the files speak.
    if (files.length === 0 || message.text !== files.map(({ name }) => name).join(', ')) item.append(h('p', { class: 'bubble', dir: 'auto' }, ...linked(message.text)));
    item.append(...files.map((file) => this.#file(file)));
    if (message.from !== 'automatic') item.append(this.#foot(message, last));
    return item;
  }

  #foot(message: ChatMessage, last: string): HTMLElement {
    const { delivery, trouble, at, id } = message;
    if (delivery === 'sending') return h('p', { class: 'foot' }, this.#say('sending'));
    if (delivery === 'held') return h('p', { class: 'foot failed' }, this.#say('notSent'), ' ', this.#say(trouble ?? 'emailWhy'));
    if (delivery === 'failed') {
      // What is refused for good is said, and not offered again.
      const again = trouble === 'blocked' ? [] : [' ', h('button', { click: () => this.#chat.retry(undefined, id) }, this.#say('retry'))];
      return h('p', { class: 'foot failed' }, this.#say(trouble ?? 'notSent'), ...again);
    }
    const time = new Date(at).toLocaleTimeString(this.#chat.config.locale, { hour: '2-digit', minute: '2-digit' });
    return h('p', { class: 'foot' }, h('time', { datetime: at }, time), last && ` · ${last}`);
  }

  /** A picture is shown small, everything else is a link to fetch it. */
  #file({ name, type, size, url, width, height }: FileItem): HTMLElement {
    const href = this.#base + url;
    const link = { href, target: '_blank', rel: 'noopener noreferrer', download: name };
    if (!type.startsWith('image/') || !width || !height) return h('a', { class: 'bubble file', ...link }, h('span', { dir: 'auto' }, name), ' ', h('span', { class: 'hint' }, sizeOf(size, this.#chat.config.locale)));
    const scale = Math.min(1, PictureMax / Math.max(width, height));
    return h('a', { class: 'picture', ...link },
      h('img', { src: href, alt: name, loading: 'lazy', width: Math.round(width * scale), height: Math.round(height * scale) }));
  }

  #ended(locale: string): Row[] {
    const chat = this.#chat;
    const ended: Row = { key: 'ended', stamp: locale, make: () => h('p', { class: 'message system' }, this.#say('ended')) };
    if (!chat.config.rating) return [ended];
    const stamp = `${locale} ${this.#stars} ${chat.rating?.value}`;
    return [ended, { key: 'rating', stamp, make: () => (chat.rating ? h('p', { class: 'message system' }, this.#say('thanks')) : this.#rate()) }];
  }

  /** One to five stars, and words if there are any. */
  #rate(): HTMLElement {
    const choose = (value: number): void => {
      this.#stars = value;
      this.render();
      this.element.querySelector<HTMLElement>(`[aria-pressed='true']`)?.focus();
      this.end();
    };
    const stars = [1, 2, 3, 4, 5].map((value) => h('button', {
      class: value <= this.#stars ? 'star on' : 'star', 'aria-pressed': String(value === this.#stars), 'aria-label': this.#say('stars', { count: value }), click: () => choose(value),
    }, '★'));
    const box = h('div', { class: 'rating', role: 'group', 'aria-label': this.#say('rate') }, h('p', {}, this.#say('rate')), h('div', { class: 'stars' }, ...stars));
    if (this.#stars > 0) {
      this.#comment.placeholder = this.#comment.ariaLabel = this.#say('comment');
      const trouble = h('p', { class: 'error', role: 'alert' });
      const send = (): void => {
        const comment = this.#comment.value.trim();
        void this.#chat.rate({ value: this.#stars, comment: comment || null }).then(() => this.clear(), () => {
          trouble.textContent = this.#say('failed');
        });
      };
      box.append(this.#comment, trouble, h('button', { class: 'main', click: send }, this.#say('send')));
    }
    return box;
  }
}
