import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import './form.css';

/** Milliseconds for which it says that it was copied. */
const SayFor = 3_000;

/** Copies a text; where the browser does not let us, it says so, and the text stands beside it to be chosen. */
export function CopyButton({ text, name, label }: { text: string; name: string; label?: string }): ReactElement {
  const { t } = useTranslation();
  const [outcome, setOutcome] = useState<'copied' | 'failed'>();
  const say = (what: 'copied' | 'failed'): void => {
    setOutcome(what);
    setTimeout(() => setOutcome(undefined), SayFor);
  };
  // Plain http away from this machine has no clipboard at all.
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      say('copied');
    } catch {
      say('failed');
    }
  };
  return (
    <span className="copy">
      <button type="button" className="button" aria-label={label ?? t('copy.what', { name })} onClick={() => void copy()}>{label ?? t('copy')}</button>
      <span className="quiet" role="status">{outcome === 'copied' ? t('copy.done') : outcome === 'failed' ? t('copy.failed') : ''}</span>
    </span>
  );
}
