import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useTitle } from '../../shell/useTitle.ts';
import { NowPanel } from '../notifications/NowPanel.tsx';

/** "If a visitor wrote now" alone, as pages link to it. */
export function PreviewPage(): ReactElement {
  const { t } = useTranslation();
  useTitle(t('preview.title'));
  return <div className="page"><NowPanel as="h1" /></div>;
}
