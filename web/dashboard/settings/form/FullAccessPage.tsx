import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../shared/me.ts';
import type { TextKey } from '../../shared/texts.ts';
import { useTitle } from '../../shell/useTitle.ts';
import './form.css';

/** A page of which the API gives nothing to whoever has limited access: they read so. */
export function FullAccessPage({ title, children }: { title: TextKey; children: ReactNode }): ReactElement {
  const { t } = useTranslation();
  const name = t(title);
  useTitle(name);
  const full = useMe().access === 'full';
  return (
    <div className="page">
      <h1>{name}</h1>
      {full ? children : <p className="note">{t('problem.full_access_needed')}</p>}
    </div>
  );
}
