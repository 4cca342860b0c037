import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { FullAccessPage } from '../form/FullAccessPage.tsx';
import { Exports } from './Exports.tsx';
import { RetentionForm } from './RetentionForm.tsx';

/** What the account keeps, for how long, and taking it along. */
export function DataPage(): ReactElement {
  const { t } = useTranslation();
  return (
    <FullAccessPage title="data.title">
      <Exports />
      <RetentionForm />
      <p className="quiet">{t('data.erase')}</p>
    </FullAccessPage>
  );
}
