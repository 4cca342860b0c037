import type { Conversation, FileItem, Message } from '@nightbell/api';
import { newId } from '@nightbell/widget/id';
import { useMemo } from 'react';
import { addMessage } from '../../live/apply.ts';
import { isProblem, send, words } from '../../shared/api.ts';
import { keep, kept } from '../../shared/keep.ts';
import { keys, queryClient } from '../../shared/queries.ts';
import { useKept } from '../../shared/useKept.ts';

/**
 * Answers that the server has not confirmed. They outlive a reload and a lost session; the id they were made with
 * makes sure that sending one again never doubles it.
 */
export interface Unsent {
  id: string;
  conversation: string;
  text: string;
  /** Uploaded already. */
  files?: FileItem[];
  at: number;
  /** Why it was not sent, in words. */
  failed?: string;
}

/** Milliseconds after which an answer that nobody reports about counts as not sent: a request gives up before. */
const GivenUp = 30_000;

const nameOf = (agent: string): string => `outbox:${agent}`;

const isUnsent = (value: unknown): value is Unsent =>
  typeof value === 'object' && value !== null && ['id', 'conversation', 'text'].every((field) => typeof (value as Record<string, unknown>)[field] === 'string');

/** What was kept, as far as it can be read. */
export function readOutbox(stored: string | undefined): Unsent[] {
  try {
    const value: unknown = JSON.parse(stored ?? '[]');
    return Array.isArray(value) ? value.filter(isUnsent) : [];
  } catch {
    return [];
  }
}

function change(agent: string, by: (all: Unsent[]) => Unsent[]): void {
  const after = by(readOutbox(kept(nameOf(agent))));
  keep(nameOf(agent), after.length === 0 ? undefined : JSON.stringify(after));
}

/** Whether it must be sent once more by hand: it failed, or the page that sent it is gone. */
export const isStuck = (unsent: Unsent, now: number): boolean => unsent.failed !== undefined || now - unsent.at > GivenUp;

/** A conversation's answers that the server has not confirmed. */
export function useOutbox(agent: string, conversation: string): Unsent[] {
  const [stored] = useKept(nameOf(agent));
  return useMemo(() => readOutbox(stored).filter((one) => one.conversation === conversation), [stored, conversation]);
}

/** Answers; it is shown at once. */
export function answer(agent: string, conversation: string, text: string, files: FileItem[]): void {
  const unsent: Unsent = { id: newId(), conversation, text, files, at: Date.now() };
  change(agent, (all) => [...all, unsent]);
  void deliver(agent, unsent);
}

/** Sends an answer, for the first time or again. */
export async function deliver(agent: string, { id, conversation, text, files = [] }: Unsent): Promise<void> {
  change(agent, (all) => all.map((one) => (one.id === id ? { id, conversation, text, files, at: Date.now() } : one)));
  try {
    const message = await send<Message>('POST', `/api/conversations/${encodeURIComponent(conversation)}/messages`, { id, text, files: files.map((file) => file.id) });
    queryClient.setQueryData<Conversation>(keys.conversation(conversation), (data) => data && addMessage(data, message));
    settle(agent, id);
  } catch (error) {
    change(agent, (all) => all.map((one) => (one.id === id ? { ...one, failed: words(error) } : one)));
    if (isProblem(error, 401)) void queryClient.invalidateQueries({ queryKey: keys.me });
  }
}

/** It is in the conversation, or is not wanted any more. */
export const settle = (agent: string, id: string): void => change(agent, (all) => all.filter((one) => one.id !== id));
