import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { DeviceList } from '../../presence/DeviceList.tsx';
import { deviceId } from '../../live/device.ts';
import { useFormat, useMe } from '../../shared/me.ts';
import { agentsQuery } from '../../shared/queries.ts';
import { Check } from './Check.tsx';

/** Who is there: I myself, on which devices, and which colleagues. Somebody there means no e-mail to those who are not. */
export function PresenceChecks(): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const me = useMe();
  const { data } = useQuery(agentsQuery);
  const others = me.devices.filter(({ id, alive }) => alive && id !== deviceId(me.id));
  const colleagues = data?.items.filter(({ id, online }) => online && id !== me.id).map(({ name }) => name) ?? [];
  return (
    <>
      {!me.active && <Check mark="stops" title={t('check.inactive')}><p>{t('inactive')}</p></Check>}
      <Check mark={me.online ? 'now' : 'ok'} title={t(me.online ? (others.length > 0 ? 'check.onlineElsewhere' : 'check.onlineHere') : 'check.offline')}>
        <p>{t(me.online ? 'check.onlineText' : 'check.offlineText')}</p>
        <DeviceList onlyAlive />
        <Link to="/devices">{t('devices.title')}</Link>
      </Check>
      {data && (
        <Check mark={colleagues.length > 0 ? 'now' : 'ok'} title={colleagues.length > 0 ? t('check.colleagues', { names: format.list(colleagues) }) : t('check.noColleagues')}>
          {colleagues.length > 0 && <p>{t('check.colleaguesText')}</p>}
        </Check>
      )}
    </>
  );
}
