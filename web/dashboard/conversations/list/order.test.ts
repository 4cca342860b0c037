import type { ConversationItem } from '@nightbell/api';
import { describe, expect, it } from 'vitest';
import { longestWait, ordered, stepFrom } from './order.ts';

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

  it('is walked from end to end and not beyond', () => {
    const items = [item('a'), item('b')];
    expect([stepFrom(items, 'a', 1), stepFrom(items, 'b', 1), stepFrom(items, 'a', -1), stepFrom(items, 'gone', 1), stepFrom([], undefined, 1)])
      .toEqual(['b', 'b', 'a', 'a', undefined]);
  });
});
