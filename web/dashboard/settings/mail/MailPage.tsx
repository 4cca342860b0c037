import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useTitle } from '../../shell/useTitle.ts';

export function MailPage(): ReactElement {
  const { t } = useTranslation();
  useTitle(t('relay.title'));
  return <div className="page"><h1>{t('relay.title')}</h1></div>;
}
