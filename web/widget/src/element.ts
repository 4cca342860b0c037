import { Chat, type ChatMessage, type Contact } from './chat.ts';
import { inkFor } from './colour.ts';
import { h, icon, linked, reconcile } from './dom.ts';
import css from './style.css?inline';

/** The contract's limit of a message, in characters (Unicode scalars). */
const TextMax = 4_000;

const Bell = 'M12 3a6 6 0 0 0-6 6c0 5-2 6-2 7h16c0-1-2-2-2-7a6 6 0 0 0-6-6ZM10 19a2 2 0 0 0 4 0';
const Cross = 'M6 6l12 12M18 6L6 18';
const Arrow = 'M4 12l16-8-6 16-3-7-7-1Z';
const RightToLeft = /^(ar|he|fa|ur|yi|ps|dv|ckb)\b/i;

type Field = 'name' | 'email' | 'phone';
const initial = (name: string): string => String.fromCodePoint(name.trim().codePointAt(0) ?? 0x2022).toLocaleUpperCase();
const Fields: readonly Field[] = ['name', 'email', 'phone'];
const Autocomplete = { name: 'name', email: 'email', phone: 'tel' } as const;

/** `<nightbell-chat>`: the launcher and the panel, alone in a shadow root. */
export class NightbellChat extends HTMLElement {
  static readonly observedAttributes = ['data-lang'];
  base = '';
  #chat: Chat | undefined;
  #shown = false;
  readonly #launcher = h('button', { class: 'launcher', type: 'button', 'aria-haspopup': 'dialog', 'aria-expanded': 'false', click: () => this.toggle() }, icon(Bell));
  readonly #badge = h('span', { class: 'badge', hidden: true });
  readonly #title = h('h2', { id: 'title' });
  readonly #state = h('p', { class: 'state', role: 'status' });
  readonly #close = h('button', { class: 'icon', type: 'button', click: () => this.toggle(false) }, icon(Cross));
  readonly #log = h('div', { class: 'log', role: 'log', tabindex: 0 });
  readonly #typing = h('p', { class: 'typing', 'aria-live': 'polite' });
  readonly #note = h('p', { class: 'note', role: 'alert' });
  readonly #form = h('form', { novalidate: true, submit: (event) => this.#submit(event) });
  readonly #contact = h('div', { class: 'contact' });
  readonly #group = h('select', { id: 'group' });
  readonly #text = h('textarea', { id: 'text', rows: 1, enterkeyhint: 'send', keydown: (event) => this.#key(event as KeyboardEvent), input: () => this.#typed() });
  readonly #send = h('button', { class: 'send', type: 'submit' }, icon(Arrow));
  readonly #panel = h('section', { class: 'panel', role: 'dialog', 'aria-labelledby': 'title', id: 'panel', hidden: true });

  connectedCallback(): void {
    const key = this.getAttribute('data-key');
    if (!key || this.#chat) return;
    const root = this.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
    this.#launcher.append(this.#badge);
    this.#launcher.setAttribute('aria-controls', 'panel');
    this.#form.append(this.#contact, h('div', { class: 'write' }, this.#text, this.#send));
    this.#panel.append(
      h('header', { role: 'presentation' }, h('div', {}, this.#title, this.#state), this.#close), this.#log, this.#typing, this.#note, this.#form);
    this.#panel.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.toggle(false);
    });
    root.append(this.#panel, this.#launcher);
    this.hidden = true;
    this.#chat = new Chat({
      base: this.base, key, group: this.getAttribute('data-group') ?? undefined,
      language: () => this.#language(), changed: () => this.#render(),
    });
    this.#chat.start();
    addEventListener('pagehide', () => this.#chat?.leave());
    addEventListener('pageshow', (event) => {
      if (event.persisted) this.#chat?.start();
    });
    document.addEventListener('visibilitychange', () => this.#render());
  }

  attributeChangedCallback(): void {
    void this.#chat?.refresh();
  }

  /** Opens or closes the panel; focus goes in with it, and back to the launcher. */
  toggle(open = !this.#shown): void {
    if (open === this.#shown) return;
    this.#shown = open;
    this.#panel.hidden = !open;
    this.#render();
    if (!open) this.#launcher.focus();
    else {
      this.#log.scrollTop = this.#log.scrollHeight;
      (this.#contact.querySelector('input') ?? this.#text).focus();
    }
  }

  #language(): string {
    return this.getAttribute('data-lang') || document.documentElement.lang || navigator.language;
  }

  #say(key: string, values: Record<string, string | number> = {}): string {
    const text = this.#chat?.config?.texts[key] ?? '';
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  }

  #render(): void {
    const chat = this.#chat;
    if (!chat?.config) return;
    this.hidden = false;
    if (this.#shown && document.visibilityState === 'visible') chat.markSeen();
    const { colour, ink } = inkFor(chat.config.color);
    this.style.setProperty('--colour', colour);
    this.style.setProperty('--ink', ink);
    this.#panel.lang = chat.config.locale;
    this.#panel.dir = RightToLeft.test(chat.config.locale) ? 'rtl' : 'ltr';
    this.#renderLauncher(chat);
    this.#title.textContent = chat.config.name;
    this.#state.textContent = this.#say(chat.online ? 'online' : 'offline');
    this.#state.classList.toggle('on', chat.online);
    this.#close.setAttribute('aria-label', this.#say('close'));
    this.#text.placeholder = this.#say('writeHere');
    this.#text.setAttribute('aria-label', this.#say('writeHere'));
    this.#send.setAttribute('aria-label', this.#say('send'));
    this.#typing.textContent = chat.typing === undefined ? '' : this.#say('typing', { name: chat.typing || this.#say('team') });
    if (!chat.connected) this.#note.textContent = this.#say('noConnection');
    else if (this.#note.textContent === this.#say('noConnection')) this.#note.textContent = '';
    this.#renderContact(chat);
    this.#renderMessages(chat);
  }

  #renderLauncher(chat: Chat): void {
    const unread = chat.unread();
    const label = this.#say(this.#shown ? 'close' : 'open');
    this.#badge.hidden = unread === 0;
    this.#badge.textContent = String(unread);
    this.#launcher.setAttribute('aria-label', unread > 0 ? `${label} (${this.#say('unread', { count: unread })})` : label);
    this.#launcher.setAttribute('aria-expanded', String(this.#shown));
    this.#launcher.classList.toggle('on', chat.online);
  }

  #renderMessages(chat: Chat): void {
    const atEnd = this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight < 40;
    const before = this.#log.children.length;
    const ordered = [...chat.messages.values()].sort((a, b) => (a.number ?? Infinity) - (b.number ?? Infinity) || 0);
    const greeting = this.#say(chat.online ? 'greetingOnline' : 'greetingOffline');
    const rows = ordered.map((message) => {
      const last = message === ordered.at(-1);
      const stamp = `${message.delivery} ${message.trouble ?? ''} ${this.#panel.lang} ${last ? `last ${chat.online}` : ''}`;
      return { key: message.id, stamp, make: () => this.#item(message, last) };
    });
    if (rows.length === 0) rows.push({ key: '', stamp: greeting, make: () => h('p', { class: 'greeting' }, greeting) });
    reconcile(this.#log, rows);
    if (atEnd || this.#log.children.length > before) this.#log.scrollTop = this.#log.scrollHeight;
  }

  #item(message: ChatMessage, last: boolean): HTMLElement {
    const mine = message.from === 'visitor';
    const time = new Date(message.at).toLocaleTimeString(this.#chat?.config?.locale, { hour: '2-digit', minute: '2-digit' });
    const author = mine ? this.#say('you') : message.name || this.#say('team');
    const item = h('div', { class: `message ${message.from}` });
    const face = message.from !== 'agent' ? []
      : [message.picture ? h('img', { class: 'face', src: this.base + message.picture, alt: '', width: 22, height: 22 }) : h('span', { class: 'face', 'aria-hidden': 'true' }, initial(author))];
    if (message.from !== 'system') item.append(h('p', { class: mine ? 'author quiet' : 'author' }, ...face, author));
    item.append(h('p', { class: 'bubble', dir: 'auto' }, ...linked(message.text)));
    const foot = h('p', { class: 'foot' });
    if (message.delivery === 'sending') foot.append(this.#say('sending'));
    else if (message.delivery === 'held') {
      foot.classList.add('failed');
      foot.append(this.#say('notSent'), ' ', this.#say(message.trouble ?? 'emailWhy'));
    } else if (message.delivery === 'failed') {
      foot.classList.add('failed');
      foot.append(this.#say(message.trouble ?? 'notSent'));
      // What is refused for good is said, and not offered again.
      if (message.trouble !== 'blocked') foot.append(' ', h('button', { type: 'button', click: () => this.#chat?.retry(message) }, this.#say('retry')));
    } else {
      foot.append(h('time', { datetime: message.at }, time));
      if (mine && last) foot.append(' · ', this.#say(this.#chat?.online ? 'sent' : 'sentOffline'));
    }
    item.append(foot);
    return item;
  }

  /** The contact form: before the first message, and whenever the server insists. */
  #renderContact(chat: Chat): void {
    const wanted = this.#wanted(chat);
    const groups = chat.config && !this.getAttribute('data-group') && chat.messages.size === 0 && chat.config.form.group ? chat.config.groups : [];
    const state = JSON.stringify([wanted, groups, chat.config?.locale]);
    if (this.#contact.dataset['state'] === state) return;
    this.#contact.dataset['state'] = state;
    const typed = new Map([...this.#contact.querySelectorAll('input')].map((input) => [input.id, input.value]));
    const rows = wanted.map((field) => {
      const input = h('input', {
        id: field, name: field, type: field === 'phone' ? 'tel' : field === 'email' ? 'email' : 'text',
        autocomplete: Autocomplete[field], required: field === 'email', maxlength: field === 'email' ? 254 : 100, 'aria-describedby': `${field}-error`,
      });
      input.value = typed.get(field) ?? '';
      const hint = field === 'email' ? h('span', { class: 'hint' }, this.#say('emailWhy')) : '';
      return h('label', { for: field }, h('span', {}, this.#say(field)), input, hint, h('span', { id: `${field}-error`, class: 'error', role: 'alert' }));
    });
    if (groups.length > 1) {
      const chosen = this.#group.value;
      this.#group.replaceChildren(...groups.map(({ id, name }) => h('option', { value: id }, name)));
      if (groups.some(({ id }) => id === chosen)) this.#group.value = chosen;
      rows.push(h('label', { for: 'group' }, h('span', {}, this.#say('group')), this.#group));
    }
    this.#contact.replaceChildren(...rows);
  }

  #wanted(chat: Chat): Field[] {
    const form = chat.config?.form;
    const held = chat.contactNeeded;
    if (!form || (!held && (chat.online || chat.memory.value.known))) return [];
    return Fields.filter((field) => form[field] || (held && field === 'email'));
  }

  #submit(event: Event): void {
    event.preventDefault();
    const chat = this.#chat;
    if (!chat) return;
    const contact = this.#readContact();
    if (!contact) return;
    const text = this.#text.value.trim();
    const held = [...chat.messages.values()].some((message) => message.delivery === 'held');
    const length = Array.from(text).length;
    this.#note.textContent = length > TextMax ? this.#say('tooLong', { count: TextMax }) : '';
    if (length > TextMax) return;
    if (held) chat.retryAll(contact);
    if (text === '') {
      if (!held) this.#text.focus();
      return;
    }
    const group = this.getAttribute('data-group') ?? (this.#group.isConnected ? this.#group.value : undefined);
    chat.write(text, held ? undefined : contact, group);
    this.#text.value = '';
    this.#grow();
    this.#text.focus();
  }

  /** The form's values, or undefined after saying beside the first field what is wrong. */
  #readContact(): Contact | undefined {
    const contact: Contact = {};
    let wrong: HTMLInputElement | undefined;
    for (const input of this.#contact.querySelectorAll('input')) {
      const value = input.value.trim();
      const key = value === '' && input.required ? 'required'
        : input.type === 'email' && value !== '' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? 'emailWrong' : undefined;
      const error = this.#contact.querySelector(`#${input.id}-error`);
      if (error) error.textContent = key ? this.#say(key) : '';
      input.setAttribute('aria-invalid', String(key !== undefined));
      if (key) wrong ??= input;
      if (value !== '') contact[input.name as Field] = value;
    }
    wrong?.focus();
    return wrong ? undefined : contact;
  }

  #key(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#form.requestSubmit();
  }

  #typed(): void {
    this.#grow();
    if (this.#text.value.trim() !== '') this.#chat?.typed();
  }

  /** The field is as high as what is written, up to the stylesheet's limit. */
  #grow(): void {
    this.#text.style.height = 'auto';
    this.#text.style.height = `${this.#text.scrollHeight + 2}px`;
  }
}
