import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useTitle } from '../../shell/useTitle.ts';

export function PreviewPage(): ReactElement {
  const { t } = useTranslation();
  useTitle(t('preview.title'));
  return <div className="page"><h1>{t('preview.title')}</h1></div>;
}
