import type { ConversationItem } from '@nightbell/api';
import { describe, expect, it } from 'vitest';
import { boxContent, longestWait, ordered, stepFrom } from './order.ts';

const item = (id: string, change: Partial<ConversationItem> = {}): ConversationItem => ({
  id, state: 'open', assignees: [], visitor: { id, name: id, email: null, online: false, blocked: false }, group: null, waitingSince: null,
  lastMessage: { from: 'visitor', text: '', at: '2026-11-26T08:00:00Z', number: 1 }, notices: 'due', ...change,
});

describe('The list', () => {
  it('begins with those of whom nobody can be told', () => {
    expect(ordered([item('a'), item('b', { notices: 'nobody_to_tell' }), item('c')]).map(({ id }) => id)).toEqual(['b', 'a', 'c']);
  });

  it('knows who has been waiting longest', () => {
    const items = [item('a'), item('b', { waitingSince: '2026-11-26T08:03:00Z' }), item('c', { waitingSince: '2026-11-26T08:02:00.5Z' })];
    expect(longestWait(items)).toBe('2026-11-26T08:02:00.5Z');
    expect(longestWait([item('a')])).toBeUndefined();
  });

  it('counts what is here when that is all there is, and asks otherwise', () => {
    const counted = { conversations: 1_234, waitingSince: '2026-11-26T07:00:00Z' };
    const items = [item('a', { waitingSince: '2026-11-26T08:03:00Z' })];
    expect(boxContent({ items, next: null }, counted)).toEqual({ conversations: 1, since: '2026-11-26T08:03:00Z' });
    expect(boxContent({ items, next: 'more' }, counted)).toEqual({ conversations: 1_234, since: '2026-11-26T07:00:00Z' });
    expect(boxContent({ items, next: 'more' }, { ...counted, waitingSince: null })).toEqual({ conversations: 1_234, since: undefined });
    expect(boxContent(undefined, undefined)).toEqual({ conversations: undefined, since: undefined });
  });

  it('is walked from end to end and not beyond', () => {
    const items = [item('a'), item('b')];
    expect([stepFrom(items, 'a', 1), stepFrom(items, 'b', 1), stepFrom(items, 'a', -1), stepFrom(items, 'gone', 1), stepFrom([], undefined, 1)])
      .toEqual(['b', 'b', 'a', 'a', undefined]);
  });
});
