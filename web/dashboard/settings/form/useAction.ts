import { useMutation, type UseMutationResult } from '@tanstack/react-query';
import type { SyntheticEvent } from 'react';
import { errorsOf } from './errors.ts';
import { useFocusAfter } from './useFocusAfter.ts';

export interface Action<A> {
  run: UseMutationResult<unknown, Error, A>;
  /** Runs it for a form, whose first wrong field gets the focus when it is refused. */
  submit: (event: SyntheticEvent, values: A) => void;
  start: (values: A) => void;
  errors: Readonly<Record<string, string>>;
}

/** Something done at the press of a button, which says itself what was wrong. */
export function useAction<A>(act: (values: A) => Promise<unknown>, done?: () => void): Action<A> {
  const run = useMutation({
    meta: { saysItself: true },
    mutationFn: act,
    ...(done ? { onSuccess: done } : {}),
  });
  const leadOn = useFocusAfter(run.isPending, run.error);
  return {
    run,
    submit: (event, values) => {
      event.preventDefault();
      leadOn(event);
      if (!run.isPending) run.mutate(values);
    },
    start: (values) => {
      if (!run.isPending) run.mutate(values);
    },
    errors: errorsOf(run.error),
  };
}
