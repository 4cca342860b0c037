import type { Events } from '@nightbell/api';
import { useSyncExternalStore } from 'react';
import { createListeners } from '../shared/listeners.ts';

/** Milliseconds a "is writing" signal holds. */
const Holds = 6_000;

export interface Writer {
  from: 'visitor' | 'agent';
  name: string | null;
}

const writers = new Map<string, Writer>();
const timers = new Map<string, ReturnType<typeof setTimeout>>();
const { subscribe, tell } = createListeners();

/** Somebody is writing in a conversation, or has just written. */
export function noteTyping({ conversationId, from, name }: Events['typing'], done = false): void {
  if (from === 'system') return;
  clearTimeout(timers.get(conversationId));
  timers.delete(conversationId);
  if (done) writers.delete(conversationId);
  else {
    writers.set(conversationId, { from, name });
    timers.set(conversationId, setTimeout(() => noteTyping({ conversationId, from, name }, true), Holds));
  }
  tell();
}

/** Who is writing in a conversation right now. */
export const writerOf = (conversation: string): Writer | undefined => writers.get(conversation);

export const useTyping = (conversation: string): Writer | undefined => useSyncExternalStore(subscribe, () => writerOf(conversation));
