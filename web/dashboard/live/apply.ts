import type { Box, Conversation, ConversationItem, HandOver, Id, Message, NoticesState, Rating } from '@nightbell/api';
import type { Told } from './journal.ts';

/** A box as far as it was read: newest first; `next` continues it. */
export interface BoxItems {
  items: ConversationItem[];
  next: string | null;
}

/** Whether a conversation lies in a box, as the server sorts them. */
export function isIn(box: Box, item: ConversationItem, me: Id): boolean {
  if (box === 'resolved') return item.state === 'resolved';
  if (item.state !== 'open') return false;
  if (box === 'unassigned') return item.assignees.length === 0;
  return box === 'open' || item.assignees.some(({ id }) => id === me);
}

export const newestFirst = (a: ConversationItem, b: ConversationItem): number =>
  Date.parse(b.lastMessage.at) - Date.parse(a.lastMessage.at) || (a.id < b.id ? 1 : -1);

/** A box after an event. */
export function applyToBox(box: Box, me: Id, data: BoxItems, told: Told): BoxItems {
  if (told.event === 'conversation') return place(box, me, data, told.data);
  if (told.event === 'gone') return { ...data, items: withoutGone(data.items, told.data.conversationId) };
  const items = applyToItems(data.items, told);
  return { ...data, items: told.event === 'message' && items !== data.items ? items.sort(newestFirst) : items };
}

function place(box: Box, me: Id, data: BoxItems, item: ConversationItem): BoxItems {
  const others = data.items.filter(({ id }) => id !== item.id);
  if (!isIn(box, item, me)) return others.length === data.items.length ? data : { ...data, items: others };
  const last = data.items.at(-1);
  // Older than all that was read of a longer box: it comes with its page.
  if (data.next !== null && last && last.id !== item.id && newestFirst(item, last) > 0) return { ...data, items: others };
  return { ...data, items: [...others, item].sort(newestFirst) };
}

const withoutGone = (items: ConversationItem[], gone: Id): ConversationItem[] =>
  (items.some(({ id }) => id === gone) ? items.filter(({ id }) => id !== gone) : items);

/** Items of any list after an event: the same items in the same order, told anew. */
export function applyToItems(items: ConversationItem[], told: Told): ConversationItem[] {
  const change = (id: Id, changed: (item: ConversationItem) => ConversationItem): ConversationItem[] =>
    items.some((item) => item.id === id) ? items.map((item) => (item.id === id ? changed(item) : item)) : items;
  switch (told.event) {
    case 'conversation': return change(told.data.id, () => told.data);
    case 'message': return change(told.data.conversationId, (item) => withMessage(item, told.data));
    case 'notices': return change(told.data.conversationId, (item) => withNotices(item, told.data.state));
    case 'gone': return withoutGone(items, told.data.conversationId);
    default: return items;
  }
}

/** An open conversation after an event. */
export function applyToConversation(conversation: Conversation, told: Told): Conversation {
  switch (told.event) {
    case 'message': return told.data.conversationId === conversation.id ? addMessage(conversation, told.data) : conversation;
    case 'conversation': return told.data.id === conversation.id ? withItem(conversation, told.data) : conversation;
    case 'handover': return told.data.conversationId === conversation.id ? addHandOver(conversation, told.data) : conversation;
    case 'notices': return told.data.conversationId === conversation.id ? withNotices(conversation, told.data.state) : conversation;
    case 'seen': return told.data.conversationId === conversation.id && told.data.from === 'visitor'
      ? { ...conversation, seenByVisitor: Math.max(conversation.seenByVisitor, told.data.number) } : conversation;
    case 'rating': return told.data.conversationId === conversation.id ? withRating(conversation, told.data) : conversation;
    default: return conversation;
  }
}

/** Only the first message of a wait brings its conversation's item along; the others change it by themselves. */
const withMessage = (item: ConversationItem, { from, text, at, number }: Message): ConversationItem =>
  (number > item.lastMessage.number ? { ...item, lastMessage: { from, text, at, number } } : item);

/** Since when it waits comes with the item; that it waits no more is told by its notices, too. */
const withNotices = <T extends ConversationItem>(item: T, notices: NoticesState): T =>
  ({ ...item, notices, waitingSince: notices === 'not_waiting' ? null : item.waitingSince });

/** What was said of it counts until it is open again. */
const withItem = (conversation: Conversation, item: ConversationItem): Conversation =>
  ({ ...conversation, ...item, rating: item.state === 'open' ? null : conversation.rating });

const withRating = (conversation: Conversation, { value, comment }: Rating): Conversation => ({ ...conversation, rating: { value, comment } });

/** Puts a message in its place, once. */
export function addMessage(conversation: Conversation, { id, number, from, name, text, at, picture, files }: Message): Conversation {
  if (conversation.messages.some((message) => message.id === id)) return conversation;
  const messages = [...conversation.messages, { id, number, from, name, text, at, picture, files }].sort((a, b) => a.number - b.number);
  return { ...conversation, messages };
}

/** Puts a hand-over behind the earlier ones, once. */
function addHandOver(conversation: Conversation, { id, at, after, by, agent, group }: HandOver): Conversation {
  if (conversation.handOvers.some((handOver) => handOver.id === id)) return conversation;
  return { ...conversation, handOvers: [...conversation.handOvers, { id, at, after, by, agent, group }] };
}
