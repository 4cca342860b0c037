import type { Me } from '@nightbell/api';
import { createContext, use, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatOf, type Format } from './format.ts';
import { keys, meQuery, queryClient } from './queries.ts';

export const MeContext = createContext<Me | undefined>(undefined);

/** Whoever is signed in; nothing that asks is shown to anybody else. */
export function useMe(): Me {
  const me = use(MeContext);
  if (!me) throw new Error('Nobody is signed in.');
  return me;
}

/** Puts in what the server answered to a change of me. */
export const setMe = (me: Me): void => void queryClient.setQueryData(meQuery.queryKey, me);

/** The server writes sentences in the reader's language: after another was chosen, those that are here are read anew. */
export const readSentencesAnew = async (): Promise<void> => {
  await Promise.all([['notices'], keys.myNotices, keys.settings, keys.mails].map((queryKey) => queryClient.invalidateQueries({ queryKey })));
};

/** How this agent reads times. */
export function useFormat(): Format {
  const { i18n } = useTranslation();
  const { timeZone } = useMe();
  return useMemo(() => formatOf(i18n.language, timeZone), [i18n.language, timeZone]);
}
