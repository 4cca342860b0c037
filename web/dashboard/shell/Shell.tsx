import { Outlet } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Banners } from './Banners.tsx';
import { Header } from './Header.tsx';
import { HelpChat } from './HelpChat.tsx';
import './shell.css';

/** What stands around every page: who and where I am, and what is wrong right now. */
export function Shell(): ReactElement {
  const { t } = useTranslation();
  return (
    <div className="shell">
      <a className="to-page" href="#page">{t('skip')}</a>
      <Header />
      <Banners />
      <main id="page" tabIndex={-1}><Outlet /></main>
      <HelpChat />
    </div>
  );
}
