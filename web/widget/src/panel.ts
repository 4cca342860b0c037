import type { Problem } from '@nightbell/api/problem';
import { Chat } from './chat.ts';
import { ContactForm } from './contact.ts';
import type { Door, Panel } from './contract.ts';
import { Cross, h, icon } from './dom.ts';
import { Files } from './files.ts';
import { Log } from './log.ts';
import { Menu } from './menu.ts';
import { plain } from './plain.ts';
import { isRightToLeft, say } from './say.ts';
import { countInTitle, Sound } from './sound.ts';
import css from './style.css?inline';

/** The contract's limit of a message, in characters (Unicode scalars). */
const TextMax = 4_000;

/** Milliseconds in which a page that is looked at tells the others that something has been seen. */
const SeenWithin = 300;

const Arrow = 'M4 12l16-8-6 16-3-7-7-1Z';

/** Puts the panel into the launcher's shadow root, closed. */
export function mount(door: Door): Panel {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  door.root.adoptedStyleSheets.push(sheet);
  return new ChatPanel(door);
}

/** Everything that opens above the launcher. */
class ChatPanel implements Panel {
  readonly #door: Door;
  readonly #chat: Chat;
  #shown = false;
  readonly #sound = new Sound();
  readonly #log: Log;
  readonly #contact: ContactForm;
  readonly #files: Files;
  readonly #menu: Menu;
  readonly #title = h('h2', { id: 'title' });
  readonly #state = h('p', { class: 'state', role: 'status' });
  readonly #close = h('button', { class: 'icon', click: () => this.#door.toggle(false) }, icon(Cross));
  readonly #typing = h('p', { class: 'typing', 'aria-live': 'polite' });
  readonly #note = h('p', { class: 'note', role: 'alert' });
  readonly #text = h('textarea', {
    id: 'text', rows: 1, enterkeyhint: 'send', keydown: (event) => this.#key(event as KeyboardEvent), input: () => this.#typed(),
    paste: (event) => {
      const data = (event as ClipboardEvent).clipboardData;
      // Whoever copies from a table or a page has both: then the words are meant.
      if (!data?.types.includes('text/plain')) this.#take(event, data);
    },
  });
  readonly #send = h('button', { class: 'send', type: 'submit' }, icon(Arrow));
  readonly #form = h('form', { novalidate: true, submit: (event) => this.#submit(event) });
  readonly #consent = h('div', { class: 'consent', hidden: true });
  readonly #panel = h('section', { class: 'panel', role: 'dialog', 'aria-labelledby': 'title', id: 'panel', hidden: true });

  constructor(door: Door) {
    const say = (key: string, values?: Record<string, string | number>): string => this.#say(key, values);
    const note = (text: string): void => this.#showNote(text);
    this.#door = door;
    this.#chat = new Chat({
      ...door, changed: () => this.#render(), forgotten: () => this.#forget(!door.consented(), true),
      tell: (event, detail) => {
        if (event === 'message_received') this.#ring();
        door.emit(event, detail);
      },
    });
    this.#log = new Log(this.#chat, door.base, say);
    this.#contact = new ContactForm(say);
    this.#files = new Files(this.#chat, say, note);
    this.#menu = new Menu(this.#chat, this.#sound, say, note, () => void this.#sendTranscript());
    this.#build();
    if (door.consented()) this.#chat.start();
    this.#render();
  }

  #build(): void {
    const { root, launcher } = this.#door;
    this.#form.append(this.#contact.element, this.#files.list, h('div', { class: 'write' }, this.#files.button, this.#files.picker, this.#text, this.#send));
    this.#panel.append(
      h('header', { role: 'presentation' }, h('div', {}, this.#title, this.#state), this.#menu.button, this.#close), this.#menu.list,
      this.#log.element, this.#typing, this.#note, this.#form, this.#consent);
    const allow = (): void => this.#sound.allow();
    this.#panel.addEventListener('click', allow);
    this.#panel.addEventListener('keydown', (event) => {
      allow();
      // What is typed into the chat is no shortcut of the page.
      event.stopPropagation();
      if (event.key === 'Escape' && !this.#menu.close()) this.#door.toggle(false);
    });
    launcher.addEventListener('click', allow);
    launcher.setAttribute('aria-controls', 'panel');
    this.#panel.addEventListener('dragover', (event) => {
      if (!this.#chat.config.files || !event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      this.#panel.classList.add('drop');
    });
    for (const end of ['dragleave', 'drop']) this.#panel.addEventListener(end, () => this.#panel.classList.remove('drop'));
    this.#panel.addEventListener('drop', (event) => this.#take(event, event.dataTransfer));
    root.prepend(this.#panel);
    document.addEventListener('visibilitychange', () => this.#chat.goOn());
  }

  toggle(open: boolean): void {
    if (open === this.#shown) return;
    this.#shown = open;
    this.#panel.hidden = !open;
    this.#render();
    if (!open) {
      this.#menu.close();
      this.#door.launcher.focus();
      return;
    }
    this.#log.end();
    this.#focus();
    this.#meet();
  }

  #focus(): void {
    if (!this.#consent.hidden) this.#consent.querySelector('button')?.focus();
    else if (!this.#contact.focus()) this.#text.focus();
  }

  /** Whoever the site has signed for goes on where they left off. */
  #meet(): void {
    if (this.#shown && this.#door.identity() && this.#door.consented()) void this.#chat.meet().catch(() => undefined);
  }

  #forget(everything = false, elsewhere = false): void {
    this.#chat.forget(everything, elsewhere);
    // What was not sent is the former visitor's, too.
    for (const part of [this.#contact, this.#files, this.#log]) part.clear();
    this.#text.value = '';
    this.#text.style.height = '';
    this.#render();
  }

  refresh(): void {
    if (this.#door.consented()) this.#chat.start();
    void this.#chat.refresh(true);
  }

  identify(): void {
    if (!this.#door.consented()) return;
    if (this.#door.identity() === null) this.#forget();
    else {
      this.#meet();
      this.#chat.identify();
    }
  }

  consented(): void {
    if (!this.#door.consented()) {
      this.#forget(true);
      return;
    }
    this.#chat.start();
    this.#meet();
    this.#render();
  }

  leave(): void {
    this.#chat.leave();
  }

  resume(): void {
    if (this.#door.consented()) this.#chat.start();
  }

  #say(key: string, values?: Record<string, string | number>): string {
    const { texts, locale } = this.#chat.config;
    return say(texts[key], locale, values);
  }

  /** Unless the visitor has it before their eyes, here or in another page, which says so after a moment. */
  #ring(): void {
    setTimeout(() => {
      if (this.#chat.unread() && !this.#chat.memory.value.silent) this.#sound.play();
    }, SeenWithin);
  }

  #render(): void {
    const chat = this.#chat;
    const { name, locale } = chat.config;
    const { root } = this.#door;
    if (this.#shown && document.visibilityState === 'visible') chat.markSeen();
    this.#panel.lang = locale;
    this.#panel.dir = isRightToLeft(locale) ? 'rtl' : 'ltr';
    this.#panel.dataset['drop'] = this.#say('dropHere');
    this.#title.textContent = name;
    this.#state.textContent = this.#say(chat.status.online ? 'online' : 'offline');
    this.#state.classList.toggle('on', chat.status.online);
    this.#close.ariaLabel = this.#say('close');
    this.#text.placeholder = this.#text.ariaLabel = this.#say('writeHere');
    this.#send.ariaLabel = this.#say('send');
    this.#typing.textContent = chat.typing.who === undefined ? '' : this.#say('typing', { name: chat.typing.who || this.#say('team') });
    if (!chat.connected) this.#showNote(this.#say('noConnection'));
    else if (this.#note.textContent === this.#say('noConnection')) this.#showNote('');
    this.#renderConsent();
    const focused = root.activeElement;
    this.#contact.render(chat, Boolean(this.#door.group()));
    // The form may go while somebody is in it.
    if (focused && !focused.isConnected) (root.getElementById(focused.id) ?? this.#text).focus();
    this.#files.render();
    this.#menu.render();
    this.#log.render();
    const unread = chat.unread();
    countInTitle(this, unread);
    this.#door.show(chat.config, chat.status, unread);
  }

  #renderConsent(): void {
    const needed = !this.#door.consented();
    this.#form.hidden = needed;
    this.#consent.hidden = !needed;
    if (!needed || this.#consent.lang === this.#panel.lang) return;
    const agree = (): void => {
      this.#door.consent(true);
      this.#focus();
    };
    this.#consent.lang = this.#panel.lang;
    this.#consent.replaceChildren(h('p', {}, this.#say('consent')), h('button', { class: 'main', click: agree }, this.#say('consentAgree')));
  }

  #submit(event: Event): void {
    event.preventDefault();
    const chat = this.#chat;
    const text = plain(this.#text.value);
    const contact = this.#contact.read(text);
    if (!contact) return;
    const { length } = Array.from(text);
    this.#showNote(length > TextMax ? this.#say('tooLong', { count: TextMax }) : '');
    if (length > TextMax || this.#files.busy) return;
    const held = chat.written.some(({ delivery }) => delivery === 'held');
    if (held) chat.retry(contact);
    const files = this.#files.ready;
    const wanted = this.#contact.asked;
    if (wanted && contact.email) void chat.tell(contact).then(() => this.#sendTranscript(), () => this.#showNote(this.#say('failed')));
    if (!text && files.length === 0) {
      if (!held && !wanted) this.#text.focus();
      return;
    }
    const group = this.#door.group() || this.#contact.group;
    chat.write(text || files.map(({ name }) => name).join(', '), held || wanted ? undefined : contact, group, this.#files.take());
    this.#text.value = '';
    this.#grow();
    this.#text.focus();
  }

  /** Where the address is missing or unwanted, it goes on once there is another. */
  async #sendTranscript(): Promise<void> {
    let said = 'transcriptSent';
    this.#contact.asked = false;
    try {
      await this.#chat.send('POST', '/widget/v1/transcript', {});
    } catch (error) {
      const { code, status } = error as Partial<Problem>;
      const asked = { contact_needed: 'emailWhy', mails_off: 'mailsOff' }[code ?? ''];
      said = asked ?? (status === 429 ? 'tooMany' : 'failed');
      this.#contact.asked = Boolean(asked);
    }
    this.#showNote(this.#say(said, { email: this.#chat.answersTo ?? '' }), said === 'transcriptSent');
    this.#render();
    if (this.#contact.asked) this.#contact.focus();
  }

  /** Says what went wrong, or well. */
  #showNote(text: string, good = false): void {
    this.#note.textContent = text;
    this.#note.classList.toggle('on', good);
  }

  #take(event: Event, data: DataTransfer | null): void {
    if (!this.#chat.config.files || !data?.files.length || !this.#door.consented()) return;
    event.preventDefault();
    this.#files.add(data.files);
  }

  #key(event: KeyboardEvent): void {
    // 229: the key is an input method's (UI Events, 7.3.1).
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- Nothing else tells in Safari.
    if (event.key !== 'Enter' || event.shiftKey || event.keyCode === 229) return;
    event.preventDefault();
    this.#form.requestSubmit();
  }

  #typed(): void {
    this.#grow();
    if (this.#text.value.trim() !== '') this.#chat.typed();
  }

  /** The field is as high as what is written, up to the stylesheet's limit. */
  #grow(): void {
    this.#text.style.height = 'auto';
    this.#text.style.height = `${this.#text.scrollHeight + 2}px`;
  }
}
