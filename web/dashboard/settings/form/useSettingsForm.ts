import { useMutation } from '@tanstack/react-query';
import { useBlocker } from '@tanstack/react-router';
import { useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { changedIn, unsettled } from './draft.ts';
import { errorsOf } from './errors.ts';
import { useFocusAfter } from './useFocusAfter.ts';

export interface SettingsForm<T> {
  /** What the form shows: what is saved, and upon it what was changed here. */
  value: T;
  change: (patch: Partial<T>) => void;
  discard: () => void;
  submit: (event: SyntheticEvent) => void;
  changed: boolean;
  saving: boolean;
  /** The last save went well, and nothing was changed since. */
  saved: boolean;
  error: Error | null;
  /** What is wrong with which field, by the names of the request. */
  errors: Readonly<Record<string, string>>;
}

/**
 * A form upon saved settings. Only what was changed here is kept apart, field by field: what colleagues save meanwhile comes in,
 * what was typed stays, and a refused save loses nothing.
 *
 * `save` ends when what was saved has been read anew; one that creates something ends at the server's answer, so that the form is empty
 * again before what it made is seen.
 */
export function useSettingsForm<T extends object>(saved: T, save: (value: T, patch: Partial<T>) => Promise<unknown>): SettingsForm<T> {
  const { t } = useTranslation();
  const [patch, setPatch] = useState<Partial<T>>({});
  const mutation = useMutation({
    meta: { saysItself: true },
    mutationFn: (sent: Partial<T>) => save({ ...saved, ...sent }, sent),
    onSuccess: (_, sent) => setPatch((now) => unsettled(now, sent)),
  });
  const leadOn = useFocusAfter(mutation.isPending, mutation.error);
  const changed = changedIn(saved, patch);
  useBlocker({
    disabled: !changed,
    enableBeforeUnload: changed,
    shouldBlockFn: () => !confirm(t('form.leave')),
  });
  return {
    value: { ...saved, ...patch },
    change: (more) => setPatch((now) => ({ ...now, ...more })),
    discard: () => {
      setPatch({});
      mutation.reset();
    },
    submit: (event) => {
      event.preventDefault();
      leadOn(event);
      if (!mutation.isPending) mutation.mutate(patch);
    },
    changed,
    saving: mutation.isPending,
    saved: mutation.isSuccess && !changed,
    error: mutation.error,
    errors: errorsOf(mutation.error),
  };
}
