import { Button } from '@mantine/core';
import type { MailDetails } from '@nightbell/api';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send, words } from '../../shared/api.ts';
import { useMe } from '../../shared/me.ts';
import { sentenceOf } from '../form/errors.ts';
import { useAction } from '../form/useAction.ts';

/** Milliseconds between two looks at a test mail, and looks until its relay counts as slow. */
const LookAgain = 700;
const MostLooks = 90;

const underWay = (mail: MailDetails | undefined): boolean => mail === undefined || mail.state === 'queued' || mail.state === 'sending';

/** Sends a mail to me and shows what the two servers said to each other. */
export function TestMail(): ReactElement {
  const { t } = useTranslation();
  const { email } = useMe();
  const [id, setId] = useState<string>();
  const test = useAction(async () => setId((await send<{ id: string }>('POST', '/api/mails/test')).id));
  const { data: mail, error } = useQuery({
    queryKey: ['test-mail', id],
    queryFn: () => send<MailDetails>('GET', `/api/mails/${id ?? ''}`),
    enabled: id !== undefined,
    refetchInterval: ({ state }) => (underWay(state.data) && state.dataUpdateCount < MostLooks && !state.error ? LookAgain : false),
  });
  const failed = test.run.error ?? error;
  const waiting = id !== undefined && underWay(mail) && !failed;
  return (
    <section className="card" aria-labelledby="test-mail">
      <h2 id="test-mail">{t('relay.try')}</h2>
      <p className="hint">{t('relay.tryHint', { email })}</p>
      <div><Button variant="default" loading={test.run.isPending} onClick={() => test.start(undefined)}>{t('relay.test')}</Button></div>
      <div aria-live="polite" className="said-parts">
        {failed && <p className="note bad">{test.run.error ? sentenceOf(failed) : words(failed)}</p>}
        {waiting && <p className="note">{t('relay.slow')}</p>}
        {mail && !waiting && <Outcome mail={mail} />}
      </div>
    </section>
  );
}

function Outcome({ mail: { state, to, cause, attempts, explanation } }: { mail: MailDetails }): ReactElement {
  const { t } = useTranslation();
  const colour = state === 'accepted' ? 'good' : state === 'captured' ? 'bell' : 'bad';
  return (
    <>
      <p className={`note ${colour}`}>
        {to}: {t(`mail.${state}`)}{cause ? ` (${t(`cause.${cause}`)})` : ''}. {state === 'accepted' && t('relay.accepted')}
      </p>
      {explanation && <p>{explanation.text} {explanation.advice}</p>}
      {attempts.map(({ at, transcript, reply }) => (
        <pre key={at} className="said" tabIndex={0} aria-label={t('relay.said')}>{(transcript ?? [reply]).join('\n')}</pre>
      ))}
    </>
  );
}
