import { plain } from '@nightbell/widget/plain';
import { useState, useSyncExternalStore } from 'react';
import { createListeners } from '../../shared/listeners.ts';
import { useMe } from '../../shared/me.ts';
import { namesOf, placeOf, settled, takeReady } from './attachments.ts';
import { answer } from './outbox.ts';

/** The contract's limit of a message, in characters. */
export const TextMax = 4_000;

interface Submitting {
  submit: () => void;
  /** It goes as soon as its files have. */
  waits: boolean;
  tooLong: boolean;
  /** What was too long is being changed. */
  forgive: () => void;
}

/** Conversations whose answer waits for its files, also while another one is read: coming back must not send it twice. */
const waiting = new Set<string>();
const { subscribe, tell } = createListeners();

function wait(conversation: string, now: boolean): void {
  if (now) waiting.add(conversation);
  else waiting.delete(conversation);
  tell();
}

/** Sends what is written, with its files, once all of them are there; when one of them fails, that is to be seen first. */
export function useSubmit(conversation: string, text: string, sent: () => void): Submitting {
  const me = useMe();
  const waits = useSyncExternalStore(subscribe, () => waiting.has(conversation));
  const [tooLong, setTooLong] = useState(false);
  const submit = async (): Promise<void> => {
    const trimmed = plain(text);
    const long = Array.from(trimmed).length > TextMax;
    setTooLong(long);
    if (long || waiting.has(conversation)) return;
    wait(conversation, true);
    const complete = await settled(placeOf(me.id, conversation));
    wait(conversation, false);
    if (!complete) return;
    const files = takeReady(placeOf(me.id, conversation));
    if (trimmed === '' && files.length === 0) return;
    sent();
    answer(me.id, conversation, trimmed === '' ? namesOf(files) : trimmed, files);
  };
  return { submit: () => void submit(), waits, tooLong, forgive: () => setTooLong(false) };
}
