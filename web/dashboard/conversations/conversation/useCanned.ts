import type { CannedAnswer } from '@nightbell/api';
import { useQuery } from '@tanstack/react-query';
import { useState, type KeyboardEvent } from 'react';
import { cannedAnswersQuery } from '../../settings/data.ts';
import { useMe } from '../../shared/me.ts';
import { fillIn, insertAt, matching, slashBefore } from './canned.ts';

export interface Canned {
  /** What may be inserted; empty while nothing is asked for. */
  found: readonly CannedAnswer[];
  /** Which of them Enter inserts. */
  active: number;
  /** The caret moved, or the text changed. */
  look: (text: string, caret: number) => void;
  choose: (answer: CannedAnswer) => void;
  /** Whether the key was one for the list. */
  press: (event: KeyboardEvent) => boolean;
}

/** The list that a slash opens: filtered as one types, arrows choose, Enter and Tab insert, Escape closes. */
export function useCanned(text: string, visitor: string | null, put: (text: string, caret: number) => void): Canned {
  const me = useMe();
  const [caret, setCaret] = useState<number>();
  const [closed, setClosed] = useState<number>();
  const [chosen, setChosen] = useState(0);
  const slash = caret === undefined ? undefined : slashBefore(text, caret);
  const open = slash !== undefined && slash.at !== closed;
  // At hand before the first slash: what is typed faster than they come must not go to the visitor.
  const { data, isPending } = useQuery(cannedAnswersQuery);
  const found = open && data ? matching(data, slash.query) : [];
  const active = Math.min(chosen, found.length - 1);
  const choose = (answer: CannedAnswer): void => {
    if (!slash) return;
    const after = insertAt(text, slash, fillIn(answer.text, { name: visitor, agent: me.name }));
    setCaret(undefined);
    put(after.text, after.caret);
  };
  return {
    found, active, choose,
    look: (value, at) => {
      const now = slashBefore(value, at);
      if (now?.at !== slash?.at || now?.query !== slash?.query) setChosen(0);
      if (now?.at !== closed) setClosed(undefined);
      setCaret(at);
    },
    press: ({ key, shiftKey, ctrlKey, altKey, metaKey }) => {
      if (open && isPending && key === 'Enter' && !shiftKey) return true;
      const answer = found[active];
      if (!answer || ctrlKey || altKey || metaKey) return false;
      if (key === 'ArrowDown') setChosen((active + 1) % found.length);
      else if (key === 'ArrowUp') setChosen((active + found.length - 1) % found.length);
      else if ((key === 'Enter' || key === 'Tab') && !shiftKey) choose(answer);
      else if (key === 'Escape') setClosed(slash?.at);
      else return false;
      return true;
    },
  };
}
