import { Problem } from '@nightbell/api';
import { useEffect, useRef, type SyntheticEvent } from 'react';
import { words } from '../../shared/api.ts';
import { maybeText } from '../../shared/texts.ts';

/** What is wrong with which field, by the path it has in the request (`days.monday[0].from`), in words. */
export function errorsOf(error: unknown): Record<string, string> {
  if (!(error instanceof Problem)) return {};
  return Object.fromEntries(Object.entries(error.errors).map(([path, rules]) => [
    path.replace(/^\$\./, ''),
    rules.map((rule) => maybeText(`rule.${rule}`) ?? rule).join(' ') || words(error),
  ]));
}

/** Everything that is wrong in one line, for the place beside the button: no rule is left unsaid, whatever fields are on screen. */
export function sentenceOf(error: Error): string {
  const said = [...new Set(Object.values(errorsOf(error)))];
  return said.length > 0 ? said.join(' ') : words(error);
}

interface Sent {
  form: Element;
  button: HTMLElement | null;
}

/** Leads on from a form that was answered: to the first field that is wrong, or back to its button, which loses the focus while it is off. */
export function useFocusAfter(pending: boolean, error: Error | null): (event: SyntheticEvent) => void {
  const sent = useRef<Sent>(null);
  useEffect(() => {
    if (pending || !sent.current) return;
    const { form, button } = sent.current;
    const wrong = error && form.querySelector<HTMLElement>('[aria-invalid="true"]');
    if (wrong) wrong.focus();
    else if (document.activeElement === document.body) button?.focus();
  }, [pending, error]);
  return ({ currentTarget, nativeEvent }) => {
    sent.current = { form: currentTarget, button: nativeEvent instanceof SubmitEvent ? nativeEvent.submitter : null };
  };
}
