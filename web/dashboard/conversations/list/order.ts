import type { BoxCounts, ConversationItem } from '@nightbell/api';
import type { BoxItems } from '../../live/apply.ts';

type BoxCount = BoxCounts['open'];

/** A box as it is shown: what nobody can be told of first, then as the server sorts them, newest first. */
export function ordered(items: readonly ConversationItem[]): ConversationItem[] {
  const lost = items.filter(({ notices }) => notices === 'nobody_to_tell');
  return lost.length === 0 ? [...items] : [...lost, ...items.filter(({ notices }) => notices !== 'nobody_to_tell')];
}

/** Since when the visitor who waits longest has been waiting. */
export function longestWait(items: readonly ConversationItem[]): string | undefined {
  let first: string | undefined;
  for (const { waitingSince } of items) {
    if (waitingSince !== null && (first === undefined || Date.parse(waitingSince) < Date.parse(first))) first = waitingSince;
  }
  return first;
}

/** Whether a box holds more than was read of it, so that only the server can count it. */
export const isLonger = (read: BoxItems | undefined): boolean => read !== undefined && read.next !== null;

/** How many a box holds and since when the first waits: from what is here when that is all of it, and live; else as the server counted. */
export function boxContent(read: BoxItems | undefined, counted: BoxCount | undefined): { conversations: number | undefined; since: string | undefined } {
  if (read?.next === null) return { conversations: read.items.length, since: longestWait(read.items) };
  return { conversations: counted?.conversations, since: counted?.waitingSince ?? undefined };
}

/** The conversation so many steps from another in the list; the first one when that is not in it. */
export function stepFrom(items: readonly ConversationItem[], id: string | undefined, step: 1 | -1): string | undefined {
  const index = items.findIndex((item) => item.id === id);
  if (index < 0) return items[0]?.id;
  return items[Math.min(items.length - 1, Math.max(0, index + step))]?.id;
}
