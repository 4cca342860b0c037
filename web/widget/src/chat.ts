import { createSend, type Send } from '@nightbell/api/client';
import { mayPass, Problem } from '@nightbell/api/problem';
import { follow } from '@nightbell/api/stream';
import type { Events, From, PostedMessage, VisitorConversation, WidgetConfig } from '@nightbell/api/types';
import { newId } from './id.ts';
import { Memory } from './memory.ts';

/** Milliseconds the first look waits for the stream, so that no change falls between the two. */
const HelloPatience = 1_500;

/** Milliseconds between two "is writing" signals, and how long one holds on the other side. */
const TypingEvery = 3_000;
const TypingHolds = 6_000;

/** Characters of the page's address and title that travel with a message. */
const PageUrlMax = 2_000;
const PageTitleMax = 200;

export type Delivery = 'sending' | 'sent' | 'failed' | 'held';

export interface ChatMessage {
  id: string;
  /** Order in the conversation; undefined until the server has it. */
  number: number | undefined;
  from: From;
  name: string | null;
  /** Path of the agent's picture. */
  picture?: string | null;
  text: string;
  at: string;
  delivery: Delivery;
  groupId?: string;
  /** Text key of why it was refused, when it was. */
  trouble?: string;
}

export interface Contact {
  name?: string;
  email?: string;
  phone?: string;
}

export interface ChatOptions {
  base: string;
  key: string;
  group: string | undefined;
  language: () => string;
  changed: () => void;
}

/** The conversation as the visitor's browser knows it; tells `changed` whenever something did. */
export class Chat {
  config: WidgetConfig | undefined;
  online = false;
  connected = true;
  /** The server insists on an address before it takes a message. */
  contactNeeded = false;
  typing: string | undefined;
  readonly messages = new Map<string, ChatMessage>();
  readonly memory: Memory;
  readonly #options: ChatOptions;
  readonly #send: Send;
  #stream: { close: () => void } | undefined;
  #queue: Promise<void> = Promise.resolve();
  #typedAt = 0;
  /** Once a page is enough: a server that refuses every new visitor too must not be asked in a circle. */
  #startedAnew = false;
  #typingTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ChatOptions) {
    this.#options = options;
    let token: string | undefined;
    this.memory = new Memory(options.key, () => {
      // The visitor began to write in another page: this one is theirs too.
      if (this.memory.value.token !== token) this.start();
      token = this.memory.value.token;
      options.changed();
    });
    token = this.memory.value.token;
    this.#send = createSend({ base: options.base, token: () => this.memory.value.token });
    for (const unsent of this.memory.value.unsent ?? []) this.#add(unsent.id, unsent.text, unsent.groupId);
  }

  /** Opens the stream of this page; called again when the page comes back from the browser's cache. */
  start(): void {
    this.#stream?.close();
    const token = this.memory.value.token;
    const group = this.#options.group ? `?group=${encodeURIComponent(this.#options.group)}` : '';
    let greeted = false;
    const look = (): void => void this.refresh();
    const patience = setTimeout(look, HelloPatience);
    this.#stream = follow({
      base: this.#options.base,
      token: () => this.memory.value.token,
      path: token ? '/widget/v1/events' : `/widget/v1/${encodeURIComponent(this.#options.key)}/events${group}`,
      onHello: () => {
        clearTimeout(patience);
        // A resumed stream brings what was missed; only the first look is ours.
        if (!greeted || !this.config) look();
        greeted = true;
        this.#connection(true);
      },
      onReset: look,
      onEvent: (event, data) => this.#event(event, data),
      onConnection: (up) => up || this.#connection(false),
      onRefused: (problem) => {
        clearTimeout(patience);
        if (problem.status === 401 && token) this.#forgotten();
      },
    });
  }

  /** The page goes away: the visitor leaves unless another page of the site is open. */
  leave(): void {
    this.#stream?.close();
    const token = this.memory.value.token;
    if (!token) return;
    // A beacon cannot carry the token, a kept-alive request can.
    void fetch(`${this.#options.base}/widget/v1/leave`, {
      method: 'POST', keepalive: true, headers: { Authorization: `Bearer ${token}` },
    }).catch(() => undefined);
  }

  /** Reads texts, state and conversation anew. */
  async refresh(): Promise<void> {
    const query = new URLSearchParams({ lang: this.#options.language() });
    if (this.#options.group) query.set('group', this.#options.group);
    try {
      const config = await this.#send<WidgetConfig>('GET', `/widget/v1/${encodeURIComponent(this.#options.key)}?${query.toString()}`);
      this.config = config;
      this.online = config.online;
      if (this.memory.value.token) {
        const conversation = await this.#send<VisitorConversation | undefined>('GET', '/widget/v1/conversation');
        for (const message of conversation?.messages ?? []) this.#arrived(message);
        if (conversation) this.online = conversation.online;
      }
    } catch (error) {
      if (error instanceof Problem && error.status === 401) this.#forgotten();
    }
    this.#options.changed();
    this.retryAll();
  }

  /** Writes a message; it is shown at once and delivered in the order written. */
  write(text: string, contact: Contact | undefined, groupId: string | undefined): void {
    const message = this.#add(newId(), text, groupId);
    this.#remember();
    this.#options.changed();
    this.#deliver(message, contact);
  }

  /** Sends once more, with the same id: if it had arrived after all, nothing is doubled. */
  retry(message: ChatMessage, contact?: Contact): void {
    message.delivery = 'sending';
    delete message.trouble;
    this.#options.changed();
    this.#deliver(message, contact);
  }

  /** Sends everything that waits for a connection or for the visitor's address. */
  retryAll(contact?: Contact): void {
    for (const message of this.messages.values()) {
      if ((message.delivery === 'failed' && !message.trouble) || (message.delivery === 'held' && contact)) this.retry(message, contact);
    }
  }

  /** The visitor is typing; sparing with requests. */
  typed(): void {
    const now = Date.now();
    if (!this.memory.value.token || now - this.#typedAt < TypingEvery) return;
    this.#typedAt = now;
    void this.#send('PUT', '/widget/v1/typing').catch(() => undefined);
  }

  /** Messages from the other side that the visitor has not seen. */
  unread(): number {
    const seen = this.memory.value.seen ?? 0;
    return [...this.messages.values()].filter((message) => message.from === 'agent' && (message.number ?? 0) > seen).length;
  }

  /** Everything up to the newest message has been seen. */
  markSeen(): void {
    const newest = Math.max(0, ...[...this.messages.values()].map((message) => message.number ?? 0));
    if (newest > (this.memory.value.seen ?? 0)) this.memory.set({ seen: newest });
  }

  #add(id: string, text: string, groupId: string | undefined): ChatMessage {
    const message: ChatMessage = {
      id, number: undefined, from: 'visitor', name: null, text, at: new Date().toISOString(), delivery: 'sending',
    };
    if (groupId) message.groupId = groupId;
    // One that a former page wrote waits for the first look at the conversation.
    if (!this.config) message.delivery = 'failed';
    this.messages.set(id, message);
    return message;
  }

  #deliver(message: ChatMessage, contact: Contact | undefined): void {
    this.#queue = this.#queue.then(() => this.#post(message, contact));
  }

  async #post(message: ChatMessage, contact: Contact | undefined): Promise<void> {
    if (message.delivery === 'sent') return;
    try {
      await this.#introduce(contact);
      const page = { url: (location.origin + location.pathname + location.search).slice(0, PageUrlMax), title: pageTitle() };
      const posted = await this.#send<PostedMessage>('POST', '/widget/v1/messages', {
        id: message.id, text: message.text, page, ...(message.groupId ? { groupId: message.groupId } : {}),
      });
      Object.assign(message, { number: posted.number, at: posted.at, delivery: 'sent' });
      this.online = posted.online;
      this.contactNeeded = false;
    } catch (error) {
      this.#refused(message, error);
    }
    this.#remember();
    this.#options.changed();
  }

  /** Makes the visitor known to the server: a token first, then what they told about themselves. */
  async #introduce(contact: Contact | undefined): Promise<void> {
    if (!this.memory.value.token) {
      const path = `/widget/v1/${encodeURIComponent(this.#options.key)}/visitors`;
      const { token } = await this.#send<{ token: string }>('POST', path, {});
      this.memory.set({ token });
      this.start();
    }
    if (!contact || Object.keys(contact).length === 0) return;
    await this.#send('PUT', '/widget/v1/visitor', contact);
    if (contact.email) this.memory.set({ known: true });
  }

  #refused(message: ChatMessage, error: unknown): void {
    message.delivery = 'failed';
    if (error instanceof Problem) {
      if (error.code === 'contact_needed') {
        message.delivery = 'held';
        this.contactNeeded = true;
        this.memory.set({ known: false });
      } else if (error.code === 'blocked') message.trouble = 'blocked';
      else if (error.status === 401 && !this.#startedAnew) this.#forgotten();
      else if (error.status === 429) message.trouble = 'tooMany';
      else if (error.errors['email']) {
        message.delivery = 'held';
        message.trouble = 'emailWrong';
        this.contactNeeded = true;
      } else if (!mayPass(error)) message.trouble = 'notSent';
    }
  }

  /** The server no longer knows this visitor: the next message begins anew. */
  #forgotten(): void {
    this.#startedAnew = true;
    this.memory.forget();
    this.start();
  }

  #event(event: string, data: unknown): void {
    if (event === 'online') {
      const { groupId, online } = data as Events['online'];
      if (!groupId || !this.#options.group || groupId === this.#options.group || this.memory.value.token) this.online = online;
    } else if (event === 'message') this.#arrived(data as Events['message']);
    else if (event === 'typing') this.#sawTyping(data as Events['typing']);
    this.#options.changed();
  }

  #arrived(message: Events['message'] | VisitorConversation['messages'][number]): void {
    const { id, number, from, name, text, at, picture } = message;
    this.messages.set(id, { id, number, from, name, text, at, picture, delivery: 'sent' });
    if (from === 'agent') this.typing = undefined;
    this.#remember();
  }

  #sawTyping(typing: Events['typing']): void {
    if (typing.from === 'visitor') return;
    this.typing = typing.name ?? '';
    clearTimeout(this.#typingTimer);
    this.#typingTimer = setTimeout(() => {
      this.typing = undefined;
      this.#options.changed();
    }, TypingHolds);
  }

  #connection(up: boolean): void {
    if (this.connected === up) return;
    this.connected = up;
    this.#options.changed();
    if (up) this.retryAll();
  }

  #remember(): void {
    const unsent = [...this.messages.values()].filter((message) => message.delivery !== 'sent' && message.trouble !== 'blocked')
      .map(({ id, text, groupId }) => ({ id, text, ...(groupId ? { groupId } : {}) }));
    this.memory.set({ unsent });
  }
}

const pageTitle = (): string => document.title.replace(/\p{Cc}/gu, ' ').slice(0, PageTitleMax);
