import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { goLive, stopLive } from '../../live/useLive.ts';
import { send } from '../../shared/api.ts';
import { useMe } from '../../shared/me.ts';
import { endSession } from '../../shared/queries.ts';
import { tellTabs } from '../../shell/otherTabs.ts';
import { ConfirmDialog } from '../form/ConfirmDialog.tsx';
import { useAction } from '../form/useAction.ts';

/** Ends every session of mine, this one too. */
export function SignOutEverywhere(): ReactElement {
  const { t } = useTranslation();
  const me = useMe();
  const [asked, setAsked] = useState(false);
  const signOut = useAction(
    async () => {
      stopLive();
      try {
        await send('DELETE', '/api/sessions');
      } catch (error) {
        // Still signed in: so be there again.
        goLive(me.id);
        throw error;
      }
    },
    () => {
      endSession();
      tellTabs();
    });
  return (
    <section className="card" aria-labelledby="sign-out-everywhere">
      <h2 id="sign-out-everywhere">{t('profile.everywhere')}</h2>
      <p className="hint">{t('profile.everywhereHint')}</p>
      <div><button type="button" className="button danger" onClick={() => setAsked(true)}>{t('profile.everywhereButton')}</button></div>
      {asked && (
        <ConfirmDialog title={t('profile.everywhereTitle')} button={t('profile.everywhereButton')} error={signOut.run.error}
          pending={signOut.run.isPending} confirm={() => signOut.start(undefined)} close={() => setAsked(false)}>
          <p>{t('profile.everywhereText')}</p>
        </ConfirmDialog>
      )}
    </section>
  );
}
