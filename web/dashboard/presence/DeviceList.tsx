import { Button } from '@mantine/core';
import type { Device } from '@nightbell/api';
import { useMutation } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { deviceId } from '../live/device.ts';
import { send } from '../shared/api.ts';
import { useFormat, useMe } from '../shared/me.ts';
import { keys, queryClient } from '../shared/queries.ts';
import './presence.css';

/** My devices, since when each keeps me online, and how to end that. */
export function DeviceList({ onlyAlive = false }: { onlyAlive?: boolean }): ReactElement {
  const me = useMe();
  const here = deviceId(me.id);
  const order = ({ id, alive }: Device): number => (id === here ? 0 : alive ? 1 : 2);
  const shown = me.devices.filter(({ alive }) => alive || !onlyAlive).sort((a, b) => order(a) - order(b));
  return <ul className="devices">{shown.map((device) => <DeviceRow key={device.id} device={device} />)}</ul>;
}

function DeviceRow({ device: { id, kind, name, alive, since, lastContact } }: { device: Device }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const me = useMe();
  const here = id === deviceId(me.id);
  const signOut = useMutation({
    mutationFn: () => send('DELETE', `/api/me/devices/${id}`),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.me }),
  });
  return (
    <li>
      <div>
        <strong dir="auto">{name}</strong>{here && ` (${t('device.here')})`} <span className={`chip ${alive ? 'good' : ''}`}>{t(alive ? 'device.alive' : 'device.gone')}</span>
        <p className="hint">{t(`device.${kind}`)} · {t('device.since', { at: format.moment(since) })} · {t(alive ? 'device.contactAlive' : 'device.contact', { at: format.moment(lastContact) })}</p>
      </div>
      {/* This browser signs out by its own button, else it would be alive again at once. */}
      {!here && <Button variant="default" size="xs" disabled={signOut.isPending} onClick={() => signOut.mutate()} aria-label={t('device.signOutOne', { name })}>{t('device.signOut')}</Button>}
    </li>
  );
}
