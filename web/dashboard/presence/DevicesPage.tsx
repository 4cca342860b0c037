import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../shared/me.ts';
import { StatusSwitch } from '../shell/StatusSwitch.tsx';
import { useTitle } from '../shell/useTitle.ts';
import { DeviceList } from './DeviceList.tsx';

/** Whether I am online, by what, and how to end it. */
export function DevicesPage(): ReactElement {
  const { t } = useTranslation();
  useTitle(t('devices.title'));
  const { status, online } = useMe();
  return (
    <div className="page">
      <h1>{t('devices.title')}</h1>
      <section>
        <h2>{t('status')}</h2>
        <StatusSwitch />
        <p>{t(online ? 'devices.online' : status === 'online' ? 'notReallyOnline' : 'devices.offline')}</p>
      </section>
      <section>
        <h2>{t('devices.list')}</h2>
        <p className="hint">{t('devices.text')}</p>
        <DeviceList />
      </section>
    </div>
  );
}
