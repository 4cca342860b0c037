import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useTitle } from '../shell/useTitle.ts';

export function DevicesPage(): ReactElement {
  const { t } = useTranslation();
  useTitle(t('devices.title'));
  return <div className="page"><h1>{t('devices.title')}</h1></div>;
}
