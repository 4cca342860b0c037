import { createSend, type Send } from '@nightbell/api/client';
import { mayPass, NetworkTrouble, Problem } from '@nightbell/api/problem';
import { pauseAfter } from '@nightbell/api/stream';
import type { Events, FileItem, PostedMessage, Rating, VisitorConversation, WidgetConfig } from '@nightbell/api/types';
import { createUpload } from '@nightbell/api/upload';
import { Automatic } from './automatic.ts';
import type { Door, Status } from './contract.ts';
import { introduction, written, type Known } from './identity.ts';
import { newId } from './id.ts';
import type { Contact, Memory, Unsent } from './memory.ts';
import type { ChatMessage, Delivery } from './message.ts';
import { Outbox, type Outcome } from './outbox.ts';
import { pageNow } from './page.ts';
import type { Shared } from './share.ts';
import { openStream } from './stream.ts';
import { Typing } from './typing.ts';

/** Milliseconds the first look waits for the stream, so that no change falls between the two. */
const HelloPatience = 1_500;

/** What the launcher knows, and whom to tell. */
export interface ChatOptions extends Pick<Door, 'base' | 'key' | 'memory' | 'config' | 'status' | 'cursor' | 'share' | 'group' | 'languages' | 'identity'> {
  changed: () => void;
  forgotten: () => void;
  tell: (event: 'message_sent' | 'message_received' | 'error', detail: object) => void;
}

/** The conversation as the visitor's browser knows it; tells `changed` whenever something did. */
export class Chat {
  config: WidgetConfig;
  status: Status;
  connected = true;
  /** The server insists on an address before it takes a message. */
  contactNeeded = false;
  /** The address was refused. */
  emailWrong = false;
  resolved = false;
  rating: Rating | null | undefined;
  /** Newest message of the visitor's that an agent has opened; undefined where the server does not say. */
  seenByAgents: number | undefined;
  /** Where answers go when the visitor has left, as the server knows it. */
  answersTo: string | null = null;
  readonly messages = new Map<string, ChatMessage>();
  readonly memory: Memory;
  readonly send: Send;
  readonly upload: ReturnType<typeof createUpload>;
  readonly #options: ChatOptions;
  readonly #outbox: Outbox;
  #shared: Shared | undefined;
  #cursor: string | undefined;
  #token: string | undefined;
  #refused: string | undefined;
  /** Once a page is enough: a server that refuses every new visitor too must not be asked in a circle. */
  #startedAnew = false;
  #meeting: Promise<void> | undefined;
  /** The launcher's answer is good for the first look, unless the page wants another group or language since. */
  #looked = false;
  /** Looks in vain, one after the other, and the next one. */
  #vain = 0;
  #again: ReturnType<typeof setTimeout> | undefined;
  /** How often this page forgot its visitor: an answer to somebody who was forgotten meanwhile is lost. */
  #forgets = 0;
  /** What comes from now on is news, whichever way. */
  #resumedOnce = false;
  readonly typing = new Typing(() => this.#options.changed());
  readonly #automatic = new Automatic(this, () => this.#options.changed());

  constructor(options: ChatOptions) {
    this.#options = options;
    this.config = options.config;
    this.status = options.status;
    this.memory = options.memory;
    this.#cursor = options.cursor;
    const client = { base: options.base, token: () => this.token };
    const send = createSend(client);
    this.send = (...call) => {
      const asked = this.#forgets;
      return send<never>(...call).finally(() => {
        if (asked !== this.#forgets) throw new NetworkTrouble();
      });
    };
    this.upload = createUpload(client);
    this.memory.onElsewhere(() => {
      // The visitor was forgotten in another page, or began to write there: this page is theirs too.
      if (this.#token && !this.token) options.forgotten();
      else if (this.token !== this.#token) this.#continue();
      options.changed();
    });
    this.#outbox = new Outbox({
      memory: options.memory,
      deliver: (unsent) => this.#post(unsent),
      delivered: ({ id, body }, posted) => this.#delivered(id, body.text, posted),
      held: (unsent, outcome, problem) => this.#held(unsent, outcome, problem),
    });
    for (const unsent of this.#outbox.waiting) this.#show(unsent, 'sending');
  }

  get token(): string | undefined {
    return this.memory.value.token;
  }

  get written(): ChatMessage[] {
    return [...this.messages.values()];
  }

  /** Follows the stream that all pages of this visitor share; called again when there is another visitor. */
  start(): void {
    this.#cursor = this.#shared?.cursor() ?? this.#cursor;
    this.#shared?.close();
    this.#token = this.token;
    let greeted = false;
    const look = (): void => void this.refresh();
    const patience = setTimeout(look, HelloPatience);
    const group = this.#options.group() ?? '';
    const name = `nightbell ${this.#options.base} ${this.#options.key} ${group} ${this.#token?.slice(-16) ?? ''}`.trimEnd();
    this.#shared = this.#options.share(name, (after, tell) => openStream({ base: this.#options.base, key: this.#options.key, group, token: this.#token }, after ?? this.#cursor, tell), (event, data) => {
      if (event === 'hello') {
        clearTimeout(patience);
        this.connected = true;
        // A resumed stream brings what was missed; only the first look is ours.
        if (greeted) this.goOn();
        else look();
        greeted = true;
      } else if (event === 'reset') look();
      else if (event === 'down') {
        this.connected = false;
        this.#options.changed();
      } else if (event === 'refused') {
        clearTimeout(patience);
        if (data === 401 && this.#token) this.#forgotten();
      } else this.#event(event, data);
    });
  }

  /** The page goes away: the visitor leaves unless another page of the site is open. */
  leave(): void {
    const last = this.#shared?.alone() ?? true;
    this.#shared?.close();
    this.#shared = undefined;
    this.#outbox.close();
    if (!this.token || !last) return;
    // A beacon cannot carry the token, a kept-alive request can.
    void fetch(`${this.#options.base}/widget/v1/leave`, { method: 'POST', keepalive: true, headers: { Authorization: `Bearer ${this.token}` } }).catch(() => undefined);
  }

  /** Reads the conversation, with `anew` texts and state too, and says what the site has said of the visitor. */
  async refresh(anew = this.#looked): Promise<void> {
    this.#looked = true;
    const asked = this.#forgets;
    clearTimeout(this.#again);
    const group = this.#options.group();
    const query = new URLSearchParams({ lang: this.#options.languages(), ...(group && { group }) });
    try {
      if (anew) {
        this.config = await this.send<WidgetConfig>('GET', `/widget/v1/${encodeURIComponent(this.#options.key)}?${query.toString()}`);
        this.status = { online: this.config.online, reason: this.config.reason };
      }
      if (this.token) {
        await this.#introduce(undefined);
        const conversation = await this.send<VisitorConversation | undefined>('GET', '/widget/v1/conversation');
        if (conversation) this.#resumed(conversation);
      }
      this.#vain = 0;
    } catch (error) {
      if (error instanceof Problem && error.status === 401) this.#forgotten();
      else if (mayPass(error)) {
        this.#again = setTimeout(() => {
          if (this.#shared && asked === this.#forgets) void this.refresh(anew);
        }, pauseAfter(++this.#vain, Math.random()));
      }
    }
    this.goOn();
  }

  /** Writes a message; it is shown at once and delivered in the order written. */
  write(text: string, contact: Contact | undefined, groupId: string | undefined, files: readonly FileItem[] = []): void {
    const unsent: Unsent = {
      id: newId(),
      body: { text, page: pageNow(), ...(groupId && { groupId }), ...(files.length > 0 && { files: files.map(({ id }) => id) }) },
      ...(contact && Object.keys(contact).length > 0 && { contact }),
    };
    this.#show(unsent, 'sending', files);
    this.#outbox.add(unsent);
    this.#options.changed();
  }

  /** Sends once more, with the same id: if it had arrived after all, nothing is doubled. */
  retry(contact?: Contact, id?: string): void {
    for (const message of this.messages.values()) {
      if (id ? message.id !== id : message.delivery !== 'held') continue;
      message.delivery = 'sending';
      delete message.trouble;
    }
    this.contactNeeded &&= !contact;
    this.goOn(contact, id);
  }

  /** The visitor is typing; sparing with requests. */
  typed(): void {
    if (this.token && this.typing.isNews()) void this.send('PUT', '/widget/v1/typing').catch(() => undefined);
  }

  /** Messages from the other side that the visitor has not seen. */
  unread(): number {
    const seen = this.memory.value.seen ?? 0;
    return this.written.filter(({ from, number = 0 }) => from === 'agent' && number > seen).length;
  }

  /** Everything up to the newest message has been seen. */
  markSeen(): void {
    const newest = Math.max(0, ...this.written.map(({ number = 0, from }) => (from === 'automatic' ? 0 : number)));
    if (newest <= (this.memory.value.seen ?? 0)) return;
    this.memory.set({ seen: newest });
    void this.send('PUT', '/widget/v1/seen', { number: newest }).catch(() => undefined);
  }

  /** Becomes a visitor, whom the server gives a token. */
  meet(): Promise<void> {
    if (this.token) return Promise.resolve();
    // Several files may be added in one moment; their sender is one.
    return this.#meeting ??= this.#become().finally(() => {
      this.#meeting = undefined;
    });
  }

  async #become(): Promise<void> {
    const { token } = await this.send<{ token: string }>('POST', `/widget/v1/${encodeURIComponent(this.#options.key)}/visitors`, {});
    // Another page may have become somebody in the same moment: they are one.
    this.memory.set((now) => ({ token: now.token ?? token }));
    this.start();
  }

  /** The site said who the visitor is. */
  identify(): void {
    if (this.token) void this.refresh();
  }

  /** Ends what this browser knows of the visitor; where another page did, what that one goes on sending stays. */
  forget(everything = false, elsewhere = false): void {
    this.#forgets++;
    this.#automatic.stop();
    this.messages.clear();
    for (const { id } of this.#outbox.waiting) this.#outbox.drop(id);
    this.memory.forget(everything, elsewhere ? this.memory.value.unsent : undefined);
    this.#continue(everything);
  }

  async rate(rating: Rating): Promise<void> {
    await this.send('PUT', '/widget/v1/rating', rating);
    this.rating = rating;
    this.#options.changed();
  }

  /** Ends the conversation; one that waits for an answer stays open, as the next look says. */
  async end(): Promise<void> {
    await this.send('PUT', '/widget/v1/conversation/resolution');
    await this.refresh();
  }

  /** Tells the server what the visitor told about themselves, if anything. */
  async tell(contact: Contact | undefined): Promise<void> {
    await this.meet();
    await this.#introduce(contact);
  }

  /** What waits, here or in a page that may be closed, is tried once more. */
  goOn(contact?: Contact, id?: string): void {
    for (const unsent of this.memory.value.unsent ?? []) {
      if (this.messages.has(unsent.id)) continue;
      this.#show(unsent, 'sending');
      this.#outbox.waiting.push(unsent);
    }

    this.#outbox.retry(contact, id);
    this.#options.changed();
  }

  #show({ id, body }: Unsent, delivery: Delivery, files: readonly FileItem[] = []): void {
    this.messages.set(id, { id, number: undefined, from: 'visitor', name: null, text: body.text, files, at: new Date().toISOString(), delivery });
  }

  async #post({ id, body, contact }: Unsent): Promise<PostedMessage> {
    await this.tell(contact);
    return this.send<PostedMessage>('POST', '/widget/v1/messages', { id, ...body });
  }

  /** Tells the server what the visitor told about themselves, and what the site says of them. */
  async #introduce(contact: Contact | undefined): Promise<void> {
    const identity = this.#options.identity() ?? undefined;
    const told = identity && written(identity);
    const isNews = told !== undefined && told !== this.memory.value.told && told + String(identity?.signature) !== this.#refused;
    if (!isNews && !contact) return;
    try {
      const { email, answersTo, token } = await this.send<Known>('PUT', '/widget/v1/visitor', { locale: this.config.locale, ...(isNews && identity && introduction(identity)), ...contact });
      this.memory.set({ ...(isNews && { told }), ...(email && { known: true }), ...(token && { token, seen: 0 }) });
      if (token) this.#continue();
      this.answersTo = answersTo;
    } catch (error) {
      const code = error instanceof Problem ? error.code : undefined;
      // What the site says wrongly must not keep its customers from writing: it is told, and left out.
      const isSites = isNews && code !== undefined && error instanceof Problem && [400, 403].includes(error.status) && code !== 'blocked';
      if (!isSites) throw error;
      // With another signature it is worth another try.
      this.#refused = told + String(identity?.signature);
      this.#options.tell('error', { code });
      if (contact) await this.#introduce(contact);
    }
  }

  /** Somebody else writes here from now on, or the same one known from another device: their conversation goes on here. */
  #continue(over = false): void {
    for (const { id, delivery } of this.written) if (delivery === 'sent') this.messages.delete(id);
    this.#resumedOnce = false;
    Object.assign(this, { answersTo: null, rating: undefined, resolved: false, seenByAgents: undefined, contactNeeded: false });
    if (over) this.#shared?.close();
    else this.start();
  }

  #delivered(id: string, text: string, { number, at, online }: PostedMessage): void {
    const message = this.messages.get(id);
    if (message) Object.assign(message, { number, at, delivery: 'sent' });
    this.#answered(online);
    this.contactNeeded = this.emailWrong = this.resolved = false;
    this.#options.tell('message_sent', { id, text, number });
    this.#automatic.after();
    this.#options.changed();
  }

  #held({ id }: Unsent, outcome: Outcome, problem: Problem | undefined): void {
    const message = this.messages.get(id);
    if (outcome === 'contact') {
      this.contactNeeded = true;
      this.emailWrong = problem?.code !== 'contact_needed';
      this.memory.set({ known: false });
    } else if (outcome === 'forgotten' && !this.#startedAnew) this.#forgotten();
    if (problem?.code === 'id_taken') void this.refresh();
    // The stream may have told already that it arrived, and only the answer was lost.
    if (message && message.delivery !== 'sent') {
      message.delivery = outcome === 'contact' ? 'held' : 'failed';
      if (this.emailWrong && outcome === 'contact') message.trouble = 'emailWrong';
      else if (problem?.code === 'blocked') message.trouble = 'blocked';
      else if (problem?.status === 429) message.trouble = 'tooMany';
    }
    // Words for somebody who is blocked wait for nothing.
    if (problem?.code === 'blocked') this.#outbox.drop(id);
    this.#options.changed();
  }

  /** The server no longer knows this visitor: the next message begins anew. */
  #forgotten(): void {
    this.#startedAnew = true;
    this.memory.forget(false, this.memory.value.unsent);
    this.#continue();
  }

  #resumed({ messages, online, state, seen, rating, answersTo }: VisitorConversation): void {
    for (const message of messages) this.#arrived(message, this.#resumedOnce);
    this.#resumedOnce = true;
    this.#answered(online);
    this.resolved = state === 'resolved';
    this.seenByAgents = seen;
    this.rating = rating;
    this.answersTo = answersTo;
  }

  /** Answers say whether the team is there, and not why; the stream does. */
  #answered(online: boolean): void {
    if (online !== this.status.online) this.status = { online, reason: online ? null : 'nobody_online' };
  }

  #event(event: string, data: unknown): void {
    if (event === 'online') {
      const { groupId, online, reason } = data as Events['online'];
      const group = this.#options.group();
      if (!groupId || !group || groupId === group || this.token) this.status = { online, reason: online ? null : reason ?? 'nobody_online' };
    } else if (event === 'message') this.#arrived(data as Events['message'], true);
    else if (event === 'typing') {
      const { from, name } = data as Events['typing'];
      if (from !== 'visitor') this.typing.saw(name);
    } else if (event === 'conversation') {
      this.resolved = (data as { state: VisitorConversation['state'] }).state === 'resolved';
      if (!this.resolved) this.rating = null;
    } else if (event === 'seen') {
      const { from, number } = data as Events['seen'];
      if (from === 'agent') this.seenByAgents = Math.max(this.seenByAgents ?? 0, number);
    }
    this.#options.changed();
  }

  #arrived(message: Events['message'] | VisitorConversation['messages'][number], isNew: boolean): void {
    const { id, number, from, name, text, at, picture, files } = message;
    const known = this.messages.get(id)?.delivery === 'sent';
    this.messages.set(id, { id, number, from, name, text, at, picture, files, delivery: 'sent' });
    this.#outbox.arrived(id);
    if (from !== 'agent') return;
    this.typing.who = undefined;
    this.#automatic.stop();
    if (isNew && !known) this.#options.tell('message_received', { id, text, number, name });
  }
}
