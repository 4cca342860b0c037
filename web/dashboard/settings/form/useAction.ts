import { useMutation, type UseMutationResult } from '@tanstack/react-query';
import type { SyntheticEvent } from 'react';
import { errorsOf, focusFirstError } from './errors.ts';

export interface Action<A> {
  run: UseMutationResult<unknown, Error, { values: A; form: Element | undefined }>;
  /** Runs it for a form, whose first wrong field gets the focus when it is refused. */
  submit: (event: SyntheticEvent, values: A) => void;
  start: (values: A) => void;
  errors: Readonly<Record<string, string>>;
}

/** Something done at the press of a button, which says itself what was wrong. */
export function useAction<A>(act: (values: A) => Promise<unknown>, done?: () => void): Action<A> {
  const run = useMutation({
    meta: { saysItself: true },
    mutationFn: ({ values }: { values: A; form: Element | undefined }) => act(values),
    ...(done ? { onSuccess: done } : {}),
    onError: (_, { form }) => form && focusFirstError(form),
  });
  return {
    run,
    submit: (event, values) => {
      event.preventDefault();
      if (!run.isPending) run.mutate({ values, form: event.currentTarget });
    },
    start: (values) => {
      if (!run.isPending) run.mutate({ values, form: undefined });
    },
    errors: errorsOf(run.error),
  };
}
