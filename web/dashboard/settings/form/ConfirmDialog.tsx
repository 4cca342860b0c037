import { useEffect, useId, useRef, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from './errors.ts';
import './form.css';

interface Asked {
  title: string;
  /** What follows from it. */
  children: ReactNode;
  button: string;
  error: Error | null;
  pending: boolean;
  confirm: () => void;
  close: () => void;
}

/** Asks before what cannot be taken back. The browser keeps the focus inside and gives it back. */
export function ConfirmDialog({ title, children, button, error, pending, confirm, close }: Asked): ReactElement {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} className="confirm" aria-labelledby={heading} onClose={close} onCancel={(event) => {
      // What is refused now is said here.
      if (pending) event.preventDefault();
    }}>
      <h2 id={heading}>{title}</h2>
      <div>{children}</div>
      {error && <p className="note bad" role="alert">{sentenceOf(error)}</p>}
      <div className="row">
        <button type="button" className="button" disabled={pending} onClick={() => dialog.current?.close()}>{t('form.cancel')}</button>
        <button type="button" className="button danger" disabled={pending} onClick={confirm}>{button}</button>
      </div>
    </dialog>
  );
}
