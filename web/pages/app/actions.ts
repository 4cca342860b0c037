import { mayPass, type Box, type Conversation, type ConversationItem, type ConversationNotices, type Id, type Me, type Message, type Page, type Status } from '@nightbell/api';
import { Problem } from '@nightbell/api/problem';
import { newId } from '@nightbell/widget/id';
import { send, words } from '../shared/page.ts';
import { deviceId } from './device.ts';
import { addMessage, boxes, changed, state, type Pending } from './state.ts';

/** Milliseconds in which several causes to read the notices become one. */
const NoticesGather = 250;

const path = (id: Id, rest = ''): string => `/api/conversations/${encodeURIComponent(id)}${rest}`;

/** Runs an action of the person; what goes wrong is said, and said no more once something works. */
export async function act(action: () => Promise<unknown>): Promise<boolean> {
  try {
    await action();
    state.trouble = undefined;
    changed('trouble');
    return true;
  } catch (error) {
    if (error instanceof Problem && error.status === 401) location.reload();
    state.trouble = words(error);
    changed('trouble');
    return false;
  }
}

/** Reads every box, and the open conversation, anew. */
export async function readEverything(): Promise<void> {
  const [me, ...pages] = await Promise.all([
    send<Me>('GET', '/api/me'), ...boxes.map((box) => send<Page<ConversationItem>>('GET', `/api/conversations?box=${box}`)),
  ]);
  state.me = me;
  state.items = new Map(pages.flatMap(({ items }) => items.map((item) => [item.id, item] as const)));
  state.more = new Set(boxes.filter((_, index) => pages[index]?.next));
  state.loaded = true;
  changed('all');
  if (state.selected) await readConversation(state.selected);
}

export async function readMe(): Promise<void> {
  state.me = await send<Me>('GET', '/api/me');
  changed('head');
}

/** Shows a conversation; its address is the page's, so that Back leads back. */
export function select(id: Id | undefined, remember = true): void {
  const url = id ? `/app?conversation=${encodeURIComponent(id)}` : '/app';
  if (remember && location.pathname + location.search !== url) history.pushState(undefined, '', url);
  if (id !== state.selected) Object.assign(state, { conversation: undefined, notices: undefined, missing: false, typing: undefined });
  state.selected = id;
  changed('list', 'conversation', 'why');
  if (id) void act(() => readConversation(id));
}

export async function readConversation(id: Id): Promise<void> {
  try {
    const conversation = await send<Conversation>('GET', path(id));
    if (state.selected !== id) return;
    state.conversation = conversation;
    state.items.set(id, conversation);
    changed('list', 'conversation');
    readNotices();
    reportOpened();
  } catch (error) {
    if (!(error instanceof Problem && (error.status === 404 || error.status === 400)) || state.selected !== id) throw error;
    state.missing = true;
    changed('conversation');
  }
}

let gathering: ReturnType<typeof setTimeout> | undefined;

/** Reads why everybody was told or not; several causes at once make one request. */
export function readNotices(): void {
  clearTimeout(gathering);
  gathering = setTimeout(() => {
    const id = state.selected;
    if (!id) return;
    send<ConversationNotices>('GET', path(id, '/notices')).then((notices) => {
      if (state.selected !== id) return;
      state.notices = notices;
      changed('why', 'conversation');
    }).catch((error: unknown) => {
      if (mayPass(error)) gathering = setTimeout(readNotices, 5_000);
    });
  }, NoticesGather);
}

const reported = new Map<Id, number>();

/** Tells the server that this person has the conversation before them: only while the page is visible and in use. */
export function reportOpened(): void {
  const conversation = state.conversation;
  if (!conversation || !state.me || document.visibilityState !== 'visible' || !document.hasFocus()) return;
  const upTo = conversation.messages.at(-1)?.number ?? 0;
  if (upTo <= (reported.get(conversation.id) ?? 0)) return;
  reported.set(conversation.id, upTo);
  send('PUT', path(conversation.id, '/opened'), { device: deviceId(state.me.id), upTo }).then(readNotices).catch(() => {
    // Not told: the next message or the next look at the page tells it.
    reported.delete(conversation.id);
  });
}

export const accept = (id: Id): Promise<boolean> => change(id, 'PUT', '/acceptance');
export const leave = (id: Id): Promise<boolean> => change(id, 'DELETE', '/acceptance');
export const resolve = (id: Id): Promise<boolean> => change(id, 'PUT', '/resolution');
export const reopen = (id: Id): Promise<boolean> => change(id, 'DELETE', '/resolution');

const change = (id: Id, method: 'PUT' | 'DELETE', what: string): Promise<boolean> => act(async () => {
  await send(method, path(id, what));
  await readConversation(id);
});

/** Answers; shown at once, sent with an id of its own so that trying again never doubles it. */
export function answer(id: Id, text: string): void {
  const pending: Pending = { id: newId(), text, failed: undefined };
  state.pending.set(id, [...(state.pending.get(id) ?? []), pending]);
  void deliver(id, pending);
}

export async function deliver(id: Id, pending: Pending): Promise<void> {
  pending.failed = undefined;
  changed('conversation');
  try {
    const posted = await send<Partial<Message> & { number: number; at: string }>('POST', path(id, '/messages'), { id: pending.id, text: pending.text });
    if (state.conversation?.id === id) {
      addMessage({ id: pending.id, number: posted.number, from: 'agent', name: state.me?.name ?? null, text: pending.text, at: posted.at });
      changed('conversation');
      await readConversation(id);
    } else state.pending.set(id, (state.pending.get(id) ?? []).filter((other) => other !== pending));
  } catch (error) {
    pending.failed = words(error);
    changed('conversation');
  }
}

export const setStatus = (status: Status): Promise<boolean> => act(async () => {
  await send('PUT', '/api/me/status', { status });
  await readMe();
});

export const show = (box: Box): void => {
  state.box = box;
  changed('list');
};
