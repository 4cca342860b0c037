import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { notificationSettingsQuery } from '../../shared/queries.ts';
import { useTitle } from '../../shell/useTitle.ts';
import { Loaded } from '../form/Loaded.tsx';
import { AccountNotifications } from './AccountNotifications.tsx';
import { MyNotifications } from './MyNotifications.tsx';
import { NowPanel } from './NowPanel.tsx';
import './notifications.css';

/** E-mail notifications: what the account and what I want, and beside it what that would do right now. */
export function NotificationsPage(): ReactElement {
  const { t } = useTranslation();
  useTitle(t('notify.title'));
  const settings = useQuery(notificationSettingsQuery);
  return (
    <div className="page beside">
      <div className="main">
        <h1>{t('notify.title')}</h1>
        <p className="quiet">{t('notify.about')}</p>
        <MyNotifications />
        <Loaded query={settings}>{(saved) => <AccountNotifications saved={saved} />}</Loaded>
      </div>
      <NowPanel />
    </div>
  );
}
