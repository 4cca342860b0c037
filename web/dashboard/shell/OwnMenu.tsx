import { useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMutation } from '@tanstack/react-query';
import { useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { deviceId } from '../live/device.ts';
import { goLive, stopLive } from '../live/useLive.ts';
import { send } from '../shared/api.ts';
import { Face } from '../shared/Face.tsx';
import { useMe } from '../shared/me.ts';
import { endSession } from '../shared/queries.ts';
import { BrowserSettings } from './BrowserSettings.tsx';
import { LanguageSwitch } from './LanguageSwitch.tsx';
import { tellTabs } from './otherTabs.ts';

const schemes: readonly MantineColorScheme[] = ['auto', 'light', 'dark'];

/** What concerns me and this browser: language, colours, devices, signing out. */
export function OwnMenu(): ReactElement {
  const { t } = useTranslation();
  const me = useMe();
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const popover = useRef<HTMLDivElement>(null);
  const close = (): void => popover.current?.hidePopover();
  const signOut = useMutation({
    mutationFn: async () => {
      stopLive();
      await send('DELETE', `/api/me/devices/${deviceId(me.id)}`).catch(() => undefined);
      await send('DELETE', '/api/session');
    },
    onSuccess: () => {
      endSession();
      tellTabs();
    },
    // Still signed in: so be there again.
    onError: () => goLive(me.id),
  });
  return (
    <>
      <button type="button" className="plain own" popoverTarget="own-menu" aria-label={t('menu', { name: me.name })}>
        <Face name={me.name} picture={me.picture} /><span className="me">{me.name}</span><span aria-hidden="true">▾</span>
      </button>
      <div id="own-menu" className="menu" popover="auto" ref={popover} role="dialog" aria-label={t('menu', { name: me.name })}>
        <p className="quiet">{me.name} · {me.email}</p>
        <LanguageSwitch />
        <div className="languages" role="group" aria-label={t('colours')}>
          {schemes.map((scheme) => (
            <button key={scheme} type="button" className="plain" aria-pressed={scheme === colorScheme} onClick={() => setColorScheme(scheme)}>{t(`colours.${scheme}`)}</button>
          ))}
        </div>
        <BrowserSettings />
        <Link className="plain" to="/devices" onClick={close}>{t('devices.title')}</Link>
        <button type="button" className="plain" disabled={signOut.isPending} onClick={() => signOut.mutate()}>{t('signOut')}</button>
      </div>
    </>
  );
}
