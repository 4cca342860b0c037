import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { setupQuery } from '../shared/queries.ts';
import { SignIn } from '../signin/SignIn.tsx';

const FirstRun = lazy(async () => ({ default: (await import('../setup/FirstRun.tsx')).FirstRun }));

/** Nobody is signed in: they may, or they are the first one here. */
export function SignedOut(): ReactElement {
  const { t } = useTranslation();
  const { data, isPending } = useQuery(setupQuery);
  const loading = <p className="note" role="status">{t('loading')}</p>;
  if (isPending) return loading;
  return data?.needed ? <Suspense fallback={loading}><FirstRun /></Suspense> : <SignIn />;
}
