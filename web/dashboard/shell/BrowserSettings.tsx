import { Switch } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ShortcutsName } from '../shared/shortcuts.ts';
import { NotifyName, sound, SoundName } from '../live/ring.ts';
import { useKept } from '../shared/useKept.ts';

/** How this browser tells of a visitor who begins to wait, and whether keys of one letter do something. */
export function BrowserSettings(): ReactElement {
  const { t } = useTranslation();
  const [silent, setSound] = useKept(SoundName);
  const [notify, setNotify] = useKept(NotifyName);
  const [letters, setLetters] = useKept(ShortcutsName);
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
      <Switch size="sm" label={t('shortcuts')} description={t('shortcuts.text')} checked={letters !== 'off'}
        onChange={({ currentTarget: { checked } }) => setLetters(checked ? undefined : 'off')} />
      {refused && <p className="hint" role="status">{t('ring.refused')}</p>}
    </>
  );
}
