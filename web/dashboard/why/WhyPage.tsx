import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useTitle } from '../shell/useTitle.ts';

export function WhyPage(): ReactElement {
  const { t } = useTranslation();
  useTitle(t('why.mine.title'));
  return <div className="page"><h1>{t('why.mine.title')}</h1></div>;
}
