import type { ConversationItem, Conversation } from '@nightbell/api';
import { describe, expect, it } from 'vitest';
import { addMessage, applyToBox, applyToConversation, applyToItems, isIn, type BoxItems } from './apply.ts';
import { beganToWait } from './ring.ts';

const me = 'me';
const at = (minute: number): string => `2026-11-26T08:${String(minute).padStart(2, '0')}:00Z`;

function item(id: string, minute: number, change: Partial<ConversationItem> = {}): ConversationItem {
  return {
    id, state: 'open', assignees: [], visitor: { id: `v${id}`, name: id, email: null, online: true, blocked: false }, group: null, waitingSince: at(minute),
    lastMessage: { from: 'visitor', text: 'hello', at: at(minute), number: 1 }, notices: 'due', ...change,
  };
}

const mine = { assignees: [{ id: me, name: 'Me', acceptedAt: at(9) }] };
const ids = ({ items }: BoxItems): string[] => items.map(({ id }) => id);

describe('A box', () => {
  const box: BoxItems = { items: [item('b', 2), item('a', 1)], next: null };

  it('takes a new conversation in its place, newest first', () => {
    expect(ids(applyToBox('unassigned', me, box, { event: 'conversation', data: item('c', 3) }))).toEqual(['c', 'b', 'a']);
    expect(ids(applyToBox('unassigned', me, box, { event: 'conversation', data: item('a', 4) }))).toEqual(['a', 'b']);
  });

  it('lets go what is not in it any more', () => {
    expect(ids(applyToBox('unassigned', me, box, { event: 'conversation', data: item('a', 1, mine) }))).toEqual(['b']);
    expect(ids(applyToBox('mine', me, { items: [], next: null }, { event: 'conversation', data: item('a', 1, mine) }))).toEqual(['a']);
    expect(ids(applyToBox('open', me, box, { event: 'conversation', data: item('b', 2, { state: 'resolved' }) }))).toEqual(['a']);
  });

  it('lets go what one may not see any more', () => {
    const gone = { event: 'gone', data: { conversationId: 'a' } } as const;
    expect(ids(applyToBox('open', me, box, gone))).toEqual(['b']);
    expect(applyToItems(box.items, gone).map(({ id }) => id)).toEqual(['b']);
    expect(ids(applyToBox('open', me, { items: [], next: null }, gone))).toEqual([]);
  });

  it('leaves to the next page what is older than all that was read', () => {
    const longer = { ...box, next: 'cursor' };
    expect(ids(applyToBox('open', me, longer, { event: 'conversation', data: item('old', 0) }))).toEqual(['b', 'a']);
    expect(ids(applyToBox('open', me, box, { event: 'conversation', data: item('old', 0) }))).toEqual(['b', 'a', 'old']);
  });

  it('stays the same when an event comes twice', () => {
    const once = applyToBox('open', me, box, { event: 'conversation', data: item('c', 3) });
    expect(applyToBox('open', me, once, { event: 'conversation', data: item('c', 3) })).toEqual(once);
  });

  it('shows the newest message of each, and puts it first', () => {
    const message = { id: 'm2', number: 2, from: 'visitor' as const, name: 'a', text: 'and now?', at: at(5), picture: null, files: [], conversationId: 'a' };
    const after = applyToBox('open', me, box, { event: 'message', data: message });
    expect(after.items.map(({ id, lastMessage }) => [id, lastMessage.text])).toEqual([['a', 'and now?'], ['b', 'hello']]);
    expect(applyToBox('open', me, after, { event: 'message', data: { ...message, number: 1, text: 'older' } }).items[0]?.lastMessage.text).toBe('and now?');
  });

  it('is sorted as the server sorts', () => {
    expect(isIn('unassigned', item('a', 1), me)).toBe(true);
    expect(isIn('mine', item('a', 1, mine), me)).toBe(true);
    expect(isIn('open', item('a', 1, mine), me)).toBe(true);
    expect(isIn('open', item('a', 1, { state: 'resolved' }), me)).toBe(false);
  });

  it('shows nobody as waiting of whom the notices say that they wait no more', () => {
    const [after] = applyToItems([item('a', 1)], { event: 'notices', data: { conversationId: 'a', state: 'not_waiting', lookAt: null } });
    expect(after).toMatchObject({ notices: 'not_waiting', waitingSince: null });
    const [still] = applyToItems([item('a', 1)], { event: 'notices', data: { conversationId: 'a', state: 'announced', lookAt: null } });
    expect(still).toMatchObject({ notices: 'announced', waitingSince: at(1) });
  });
});

describe('A conversation', () => {
  const message = (id: string, number: number) => ({ id, number, from: 'visitor' as const, name: 'a', text: id, at: at(number), picture: null, files: [] });
  const conversation: Conversation = { ...item('a', 1), messages: [message('m1', 1), message('m3', 3)], handOvers: [], seenByVisitor: 0, rating: null };

  it('takes each message once, in its place', () => {
    const told = { event: 'message', data: { ...message('m2', 2), conversationId: 'a' } } as const;
    const after = applyToConversation(conversation, told);
    expect(after.messages.map(({ id }) => id)).toEqual(['m1', 'm2', 'm3']);
    expect(applyToConversation(after, told)).toBe(after);
    expect(addMessage(after, message('m1', 1))).toBe(after);
  });

  it('does not take what another one is told', () => {
    expect(applyToConversation(conversation, { event: 'message', data: { ...message('m9', 9), conversationId: 'b' } })).toBe(conversation);
  });

  it('takes each hand-over once', () => {
    const handOver = { id: 'h', at: at(4), after: 3, by: { id: me, name: 'Me' }, agent: { id: 'b', name: 'B' }, group: null };
    const told = { event: 'handover', data: { ...handOver, conversationId: 'a' } } as const;
    const after = applyToConversation(conversation, told);
    expect(after.handOvers).toEqual([handOver]);
    expect(applyToConversation(after, told)).toBe(after);
    expect(applyToConversation(conversation, { ...told, data: { ...told.data, conversationId: 'b' } })).toBe(conversation);
  });

  it('keeps its messages when its list item changes', () => {
    const after = applyToConversation(conversation, { event: 'conversation', data: item('a', 5, mine) });
    expect(after.messages).toHaveLength(2);
    expect(after.assignees).toEqual(mine.assignees);
  });
});

describe('The bell', () => {
  it('rings once for a wait, and not for what somebody has', () => {
    expect(beganToWait(undefined, item('a', 1))).toBe(true);
    expect(beganToWait(item('a', 1), item('a', 1))).toBe(false);
    expect(beganToWait(item('a', 1, { waitingSince: null }), item('a', 1))).toBe(true);
    expect(beganToWait(undefined, item('a', 1, mine))).toBe(false);
    expect(beganToWait(undefined, item('a', 1, { waitingSince: null }))).toBe(false);
  });
});
