import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useTitle } from './useTitle.ts';

export function NotFound(): ReactElement {
  const { t } = useTranslation();
  useTitle(t('notFound.title'));
  return <div className="page"><h1>{t('notFound.title')}</h1><p><Link to="/">{t('toConversations')}</Link></p></div>;
}
