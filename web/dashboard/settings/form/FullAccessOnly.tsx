import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../shared/me.ts';
import './form.css';

/** Fields that everybody may read and only full access may change. */
export function FullAccessOnly({ children }: { children: ReactNode }): ReactElement {
  const { t } = useTranslation();
  const full = useMe().access === 'full';
  return (
    <fieldset className="bare" disabled={!full}>
      {!full && <p className="note">{t('form.readOnly')}</p>}
      {children}
    </fieldset>
  );
}
