import type { ConversationItem } from '@nightbell/api';

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

/** The conversation so many steps from another in the list; the first one when that is not in it. */
export function stepFrom(items: readonly ConversationItem[], id: string | undefined, step: 1 | -1): string | undefined {
  const index = items.findIndex((item) => item.id === id);
  if (index < 0) return items[0]?.id;
  return items[Math.min(items.length - 1, Math.max(0, index + step))]?.id;
}
