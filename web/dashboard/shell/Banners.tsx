import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { goLive, useStanding } from '../live/useLive.ts';
import { words } from '../shared/api.ts';
import { useMe } from '../shared/me.ts';
import { setTrouble, useTrouble } from '../shared/trouble.ts';
import { useLasting } from '../shared/useLasting.ts';
import { AddressTrouble } from './AddressTrouble.tsx';

/** Milliseconds in which the server says that the stream which has just opened makes me online. */
const UntilOnline = 3_000;

/** Milliseconds in which a connection that broke is back when nothing is wrong. */
const UntilBack = 2_000;

/** What is wrong right now, loudest first. */
export function Banners(): ReactElement {
  const { t } = useTranslation();
  const me = useMe();
  const standing = useStanding();
  const trouble = useTrouble();
  const notOnline = useLasting(standing === 'up' && me.active && me.status === 'online' && !me.online, UntilOnline);
  const broken = useLasting(standing === 'lost', UntilBack);
  const refused = me.account.senderTrouble;
  return (
    <section className="banners" aria-label={t('banners')}>
      {broken && <p className="note bad" role="alert">{t('noConnection')}</p>}
      {standing === 'dismissed' && (
        <p className="note bell" role="alert">{t('dismissed')} <button type="button" className="link" onClick={() => goLive(me.id)}>{t('dismissed.back')}</button></p>
      )}
      {trouble && (
        <p className="note bad" role="alert">{words(trouble)} <button type="button" className="link" onClick={() => setTrouble(undefined)}>{t('close')}</button></p>
      )}
      <AddressTrouble />
      {refused && <p className="note bad" role="alert">{refused.text} {refused.advice} <Link to="/settings/mail">{t('relay.title')}</Link></p>}
      {me.account.webhooksOff > 0 && <p className="note bad" role="alert">{t('hooks.banner')} <Link to="/settings/api">{t('api.title')}</Link></p>}
      {!me.active && <p className="note bell">{t('inactive')}</p>}
      {notOnline && <p className="note bell">{t('notReallyOnline')}</p>}
      {me.account.mailCaptured && (
        <p className="note bell">{t('captured')} <a href="/mailbox" target="nightbell-mailbox">{t('toMailbox')}</a></p>
      )}
    </section>
  );
}
