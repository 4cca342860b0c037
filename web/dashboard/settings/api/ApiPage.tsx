import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { FullAccessPage } from '../form/FullAccessPage.tsx';
import { Tokens } from './Tokens.tsx';
import { Webhooks } from './Webhooks.tsx';

/** What programs sign in with, and where they are told what happens. */
export function ApiPage(): ReactElement {
  const { t } = useTranslation();
  return (
    <FullAccessPage title="api.title">
      <p className="quiet">{t('api.about')} <a href="/docs" target="_blank" rel="noopener">{t('api.docs')}</a></p>
      <Tokens />
      <Webhooks />
    </FullAccessPage>
  );
}
