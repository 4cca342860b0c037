import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import bell from '../art/bell.svg';
import { useMe } from '../shared/me.ts';
import { OwnMenu } from './OwnMenu.tsx';
import { StatusSwitch } from './StatusSwitch.tsx';

/** The night-blue line above every page. */
export function Header(): ReactElement {
  const { t } = useTranslation();
  const { account, access } = useMe();
  return (
    <header className="top">
      <span className="brand"><img src={bell} alt="" width={28} height={28} /><span className="name">{account.name}</span></span>
      <nav aria-label={t('pages')}>
        <Link to="/" activeOptions={{ exact: true, includeSearch: false }}>{t('conversations')}</Link>
        <Link to="/why">{t('why.mine.short')}</Link>
        {access === 'full' && <Link to="/reports">{t('reports.title')}</Link>}
        <Link to="/settings">{t('settings')}</Link>
        {account.mailCaptured && <a className="mailbox" href="/mailbox" target="nightbell-mailbox">{t('toMailbox')}</a>}
      </nav>
      <StatusSwitch />
      <OwnMenu />
    </header>
  );
}
