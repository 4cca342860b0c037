import type { Me } from '@nightbell/api';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../shared/api.ts';
import { meQuery } from '../shared/queries.ts';
import { languages, nameOfLanguage, rememberLanguage, speak } from '../shared/texts.ts';
import { readSentencesAnew, setMe } from '../shared/me.ts';

/** Chooses the language of the page, and of whoever is signed in: the server writes sentences and mails in it. */
export function LanguageSwitch(): ReactElement {
  const { t, i18n } = useTranslation();
  const { data: me } = useQuery({ ...meQuery, enabled: false });
  const { mutate: choose } = useMutation({
    mutationFn: async (code: string) => {
      rememberLanguage(code);
      await speak(code);
      if (!me) return;
      setMe(await send<Me>('PATCH', '/api/me', { locale: code }));
      await readSentencesAnew();
    },
  });
  return (
    <div className="languages" role="group" aria-label={t('language')}>
      {languages.map((code) => (
        <button key={code} type="button" className="plain" lang={code} aria-pressed={code === i18n.language} onClick={() => choose(code)}>
          {nameOfLanguage(code)}
        </button>
      ))}
    </div>
  );
}
