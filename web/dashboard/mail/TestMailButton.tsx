import { Button } from '@mantine/core';
import type { MailDetails } from '@nightbell/api';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send, words } from '../shared/api.ts';
import './mail.css';

/** Milliseconds between two looks at a test mail, and looks until its relay counts as slow. */
const LookAgain = 700;
const MostLooks = 90;

const isUnderWay = (mail: MailDetails | undefined): boolean => !mail || mail.state === 'queued' || mail.state === 'sending';

/** Sends a test mail to me and shows, while it is under way, what the two servers said. */
export function TestMailButton(): ReactElement {
  const { t } = useTranslation();
  const { mutate, isPending, data: sent, error } = useMutation({
    meta: { saysItself: true },
    mutationFn: () => send<{ id: string }>('POST', '/api/mails/test'),
  });
  const id = sent?.id ?? '';
  const { data: mail, failureCount } = useQuery({
    queryKey: ['mail', id],
    queryFn: () => send<MailDetails>('GET', `/api/mails/${id}`),
    enabled: id !== '',
    refetchInterval: ({ state }) => (isUnderWay(state.data) && state.dataUpdateCount < MostLooks ? LookAgain : false),
  });
  return (
    <div className="try">
      <Button variant="default" size="xs" loading={isPending} onClick={() => mutate()}>{t('relay.test')}</Button>
      <div aria-live="polite">
        {error && <p className="note bad">{words(error)}</p>}
        {id !== '' && isUnderWay(mail) && <p className="hint">{t(failureCount > 0 ? 'problem.network' : 'loading')}</p>}
        {mail && !isUnderWay(mail) && <Outcome mail={mail} />}
      </div>
    </div>
  );
}

function Outcome({ mail }: { mail: MailDetails }): ReactElement {
  const { t } = useTranslation();
  const good = mail.state === 'accepted';
  const cause = mail.cause ? ` (${t(`cause.${mail.cause}`)})` : '';
  return (
    <>
      <p className={`note ${good ? 'good' : mail.state === 'captured' ? 'bell' : 'bad'}`}>{mail.to}: {t(`mail.${mail.state}`)}{cause}. {good && t('relay.accepted')}</p>
      {mail.explanation && <p>{mail.explanation.text} {mail.explanation.advice}</p>}
      {mail.attempts.map(({ at, transcript, reply }) => <pre key={at} className="said" tabIndex={0} role="region" aria-label={t('relay.said')}>{(transcript ?? [reply]).join('\n')}</pre>)}
    </>
  );
}
