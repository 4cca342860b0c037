import { Switch } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { NotifyName, sound, SoundName } from '../live/ring.ts';
import { useKept } from '../shared/useKept.ts';

/** How this browser tells of a visitor who begins to wait. */
export function RingSettings(): ReactElement {
  const { t } = useTranslation();
  const [silent, setSound] = useKept(SoundName);
  const [notify, setNotify] = useKept(NotifyName);
  const [refused, setRefused] = useState(false);
  const canNotify = 'Notification' in globalThis;
  const switchNotify = async (on: boolean): Promise<void> => {
    const allowed = on && await Notification.requestPermission() === 'granted';
    setRefused(on && !allowed);
    setNotify(allowed ? 'on' : undefined);
  };
  return (
    <>
      <Switch size="sm" label={t('ring.sound')} checked={silent !== 'off'} onChange={({ currentTarget: { checked } }) => {
        setSound(checked ? undefined : 'off');
        if (checked) sound();
      }} />
      {canNotify && <Switch size="sm" label={t('ring.notify')} checked={notify === 'on'} onChange={({ currentTarget: { checked } }) => void switchNotify(checked)} />}
      {refused && <p className="hint" role="status">{t('ring.refused')}</p>}
    </>
  );
}
