import type { Box, Conversation, ConversationItem, ConversationNotices, Id, Me, Message } from '@nightbell/api';

export const boxes: readonly Box[] = ['unassigned', 'mine', 'open', 'resolved'];

/** An answer that is on its way. */
export interface Pending {
  id: Id;
  text: string;
  failed: string | undefined;
}

/** Everything the desk shows. */
export interface State {
  me: Me | undefined;
  box: Box;
  items: Map<Id, ConversationItem>;
  /** Boxes that hold more than what was read. */
  more: Set<Box>;
  loaded: boolean;
  selected: Id | undefined;
  conversation: Conversation | undefined;
  /** The selected conversation does not exist, or may not be seen. */
  missing: boolean;
  notices: ConversationNotices | undefined;
  whyOpen: boolean;
  pending: Map<Id, Pending[]>;
  drafts: Map<Id, string>;
  typing: string | undefined;
  connected: boolean;
  trouble: string | undefined;
}

export const state: State = {
  me: undefined, box: 'unassigned', items: new Map(), more: new Set(), loaded: false, selected: undefined, conversation: undefined,
  missing: false, notices: undefined, whyOpen: true, pending: new Map(), drafts: new Map(), typing: undefined, connected: true, trouble: undefined,
};

type Part = 'all' | 'head' | 'list' | 'conversation' | 'why' | 'trouble';
const listeners: ((part: Part) => void)[] = [];

export const onChange = (listener: (part: Part) => void): void => void listeners.push(listener);

/** Tells the views that a part of the state is another now. */
export function changed(...parts: Part[]): void {
  for (const part of parts) for (const listener of listeners) listener(part);
}

/** Whether a conversation lies in a box, as the server sorts them. */
export function isIn(box: Box, item: ConversationItem, me: Id | undefined): boolean {
  if (box === 'resolved') return item.state === 'resolved';
  if (item.state !== 'open') return false;
  if (box === 'unassigned') return item.assignees.length === 0;
  return box === 'open' || item.assignees.some(({ id }) => id === me);
}

const urgency = (item: ConversationItem): number => (item.notices === 'nobody_to_tell' ? 0 : 1);
const newest = (item: ConversationItem): string => item.lastMessage.at;

/** A box's conversations: what nobody can be told of first, then the newest first. */
export function inBox(box: Box): ConversationItem[] {
  return [...state.items.values()].filter((item) => isIn(box, item, state.me?.id))
    .sort((a, b) => urgency(a) - urgency(b) || newest(b).localeCompare(newest(a)));
}

/** Puts a message into the open conversation, once. */
export function addMessage(message: Message): void {
  const conversation = state.conversation;
  if (!conversation) return;
  const others = conversation.messages.filter(({ id }) => id !== message.id);
  conversation.messages = [...others, message].sort((a, b) => a.number - b.number);
  const pending = state.pending.get(conversation.id)?.filter(({ id }) => id !== message.id) ?? [];
  state.pending.set(conversation.id, pending);
}
