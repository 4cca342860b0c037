import { NetworkTrouble, type Me } from '@nightbell/api';
import { useQuery } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLive } from '../live/useLive.ts';
import { router } from '../routes.tsx';
import { words } from '../shared/api.ts';
import { MeContext } from '../shared/me.ts';
import { boxQuery, meQuery } from '../shared/queries.ts';
import { speak, toLanguage } from '../shared/texts.ts';
import { Offline } from './Offline.tsx';
import { SignedOut } from './SignedOut.tsx';
import { useOtherTabs } from './otherTabs.ts';

/** Whoever is signed in sees the dashboard; nobody else sees anything of it. */
export function Session(): ReactElement {
  const { t } = useTranslation();
  const { data: me, error, failureReason } = useQuery(meQuery);
  useOtherTabs();
  if (me) return <SignedIn key={me.id} me={me} />;
  if (me === null) return <SignedOut />;
  if (failureReason instanceof NetworkTrouble) return <Offline />;
  return <p className="note" role="status">{error ? words(error) : t('loading')}</p>;
}

function SignedIn({ me }: { me: Me }): ReactElement {
  useLive(me.id);
  // The bell rings by what is known of the open conversations, whichever page is shown.
  useQuery({ ...boxQuery('open', me.id), notifyOnChangeProps: [] });
  // The server's sentences come in the agent's own language, so the page follows it.
  const own = toLanguage(me.locale);
  useEffect(() => {
    if (own) void speak(own);
  }, [own]);
  return <MeContext value={me}><RouterProvider router={router} /></MeContext>;
}
