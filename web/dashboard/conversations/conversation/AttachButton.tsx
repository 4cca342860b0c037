import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

/** Chooses files for the next answer. */
export function AttachButton({ disabled, add }: { disabled: boolean; add: (files: FileList | null) => boolean }): ReactElement {
  const { t } = useTranslation();
  return (
    <label className="button attach" title={t('files.attach')}>
      <span className="unseen">{t('files.attach')}</span>
      <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M20 11.5 12 19.4a5 5 0 0 1-7.1-7.1l8-8a3.3 3.3 0 0 1 4.8 4.7l-8 8a1.7 1.7 0 0 1-2.4-2.4l7.4-7.3" /></svg>
      <input className="unseen" type="file" multiple disabled={disabled} onChange={({ currentTarget }) => {
        add(currentTarget.files);
        // The same file may be chosen again.
        currentTarget.value = '';
      }} />
    </label>
  );
}
