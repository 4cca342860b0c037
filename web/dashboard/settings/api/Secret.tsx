import { useEffect, useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../form/CopyButton.tsx';
import './api.css';

/** What is shown once: it takes the focus, so that nobody overlooks it. */
export function Secret({ name, text, hint, close }: { name: string; text: string; hint: string; close: () => void }): ReactElement {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div ref={box} className="note good secret" role="status" tabIndex={-1}>
      <p>{hint}</p>
      <p><code>{text}</code></p>
      <div className="row">
        <CopyButton text={text} name={name} />
        <button type="button" className="link" onClick={close}>{t('api.kept')}</button>
      </div>
    </div>
  );
}
