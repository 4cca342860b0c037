import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../shared/me.ts';

/** A text to send to whoever can help, since we cannot. */
export function Ask({ whom, text }: { whom: readonly string[]; text: string }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <>
      {whom.length > 0 && <p>{t('ask.whom', { names: format.list(whom) })}</p>}
      <pre className="letter">{text}</pre>
      {/* Browsers copy only on pages that came by https. */}
      {'clipboard' in navigator && <button type="button" className="link" onClick={() => void copy()}>{t(copied ? 'ask.copied' : 'ask.copy')}</button>}
    </>
  );
}
