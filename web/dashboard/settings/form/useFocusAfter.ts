import { useEffect, useRef, type SyntheticEvent } from 'react';

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
