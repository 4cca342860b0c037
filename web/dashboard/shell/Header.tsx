import { Link, useLocation } from '@tanstack/react-router';
import { useEffect, useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import bell from '../art/bell.svg';
import { useMe } from '../shared/me.ts';
import { OwnMenu } from './OwnMenu.tsx';
import { StatusSwitch } from './StatusSwitch.tsx';

/** The night-blue line above every page. */
export function Header(): ReactElement {
  const { t } = useTranslation();
  const { account, access } = useMe();
  const { pathname } = useLocation();
  const pages = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a phone the row slides.
    const here = pages.current?.querySelector<HTMLElement>('.active');
    if (here && pages.current) pages.current.scrollLeft = here.offsetLeft - (pages.current.clientWidth - here.offsetWidth) / 2 - pages.current.offsetLeft;
  }, [pathname]);
  return (
    <header className="top">
      <span className="brand"><img src={bell} alt="" width={28} height={28} /><span className="name">{account.name}</span></span>
      <nav aria-label={t('pages')} ref={pages}>
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
