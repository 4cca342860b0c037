import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../form/CopyButton.tsx';

/** The recovery codes, the only time that they can be shown. */
export function RecoveryCodes({ codes, done }: { codes: readonly string[]; done: () => void }): ReactElement {
  const { t } = useTranslation();
  return (
    <div className="recovery">
      <p className="note bell" role="status">{t('secondFactor.keep')}</p>
      <ul aria-label={t('secondFactor.codes')}>{codes.map((code) => <li key={code}><code>{code}</code></li>)}</ul>
      <div className="row">
        <CopyButton text={codes.join('\n')} name={t('secondFactor.codes')} />
        <button type="button" className="button" onClick={done}>{t('secondFactor.kept')}</button>
      </div>
    </div>
  );
}
