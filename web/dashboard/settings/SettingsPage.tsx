import { Link, Outlet, useMatches } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../shared/me.ts';
import { useTitle } from '../shell/useTitle.ts';
import { settingsPages } from './navigation.ts';
import './settings.css';
import './form/form.css';

/** The list of the settings, and the chosen one beside it. */
export function SettingsPage(): ReactElement {
  const { t } = useTranslation();
  const { access } = useMe();
  useTitle(t('settings'));
  const atList = useMatches().at(-1)?.fullPath === '/settings';
  return (
    <div className={`settings ${atList ? 'at-list' : ''}`}>
      <nav aria-label={t('settings')}>
        <h1>{t('settings')}</h1>
        <ul>
          {settingsPages.filter(({ full }) => !full || access === 'full').map(({ to, text }) => <li key={to}><Link to={to}>{t(text)}</Link></li>)}
        </ul>
      </nav>
      <div className="chosen">{atList ? <p className="quiet none">{t('settingsChoose')}</p> : <Outlet />}</div>
    </div>
  );
}
