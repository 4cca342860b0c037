import type { MailDetails, MailItem, MailState } from '@nightbell/api';
import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../shared/api.ts';
import { useFormat } from '../../shared/me.ts';
import { keys } from '../../shared/queries.ts';
import { maybeText } from '../../shared/texts.ts';
import { Loaded } from '../form/Loaded.tsx';

const colours: Partial<Record<MailState, string>> = { accepted: 'good', captured: 'bell', deferred: 'bell', bounced: 'bad', expired: 'bad', complained: 'bad' };

/** One mail: to whom, about what, and its state; opened, every attempt. */
export function MailRow({ mail, name }: { mail: MailItem; name: string | undefined }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const { purpose, to, state, subject, queuedAt, cause } = mail;
  return (
    <details className="mail" open={open} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <span className="subject">{subject ?? t(`purpose.${purpose}`)}</span>
        <time dateTime={queuedAt} className="quiet">{format.moment(queuedAt)}</time>
        <span className="to quiet">{name ? `${name} · ` : ''}{to}</span>
        <span className={`chip ${colours[state] ?? ''}`}>{t(`mail.${state}`)}{cause ? `: ${t(`cause.${cause}`)}` : ''}</span>
      </summary>
      {open && <MailBody mail={mail} />}
    </details>
  );
}

function MailBody({ mail }: { mail: MailItem }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const details = useQuery({ queryKey: [...keys.mails, mail.id], queryFn: () => send<MailDetails>('GET', `/api/mails/${mail.id}`) });
  return (
    <div className="mail-body">
      <dl className="record">
        <dt>{t('mails.purpose')}</dt><dd>{t(`purpose.${mail.purpose}`)}</dd>
        <dt>{t('mails.queued')}</dt><dd>{format.exact(mail.queuedAt)}</dd>
        {mail.nextTryAt && <><dt>{t('mails.nextTry')}</dt><dd>{format.exact(mail.nextTryAt)}</dd></>}
        {mail.withdrawnBecause && <><dt>{t('mails.withdrawn')}</dt><dd>{maybeText(`withdrawn.${mail.withdrawnBecause}`) ?? mail.withdrawnBecause}</dd></>}
      </dl>
      {mail.conversationIds.map((id) => <p key={id}><Link to="/" search={{ conversation: id }}>{t('mails.conversation')}</Link></p>)}
      <h2>{t('mails.attempts')}</h2>
      {mail.attempts.length === 0 ? <p className="quiet">{t('why.noAttempts')}</p> : (
        <ol className="attempts">
          {mail.attempts.map(({ at, reply, code }) => (
            <li key={at}><time dateTime={at}>{format.exact(at)}</time><code>{code !== null && !reply.startsWith(String(code)) ? `${code} ` : ''}{reply}</code></li>
          ))}
        </ol>
      )}
      <Loaded query={details}>
        {({ explanation, text }) => (
          <>
            {explanation && <p className="note bell">{explanation.text} {explanation.advice}</p>}
            {explanation?.letter && <details><summary>{t('address.letter')}</summary><pre className="letter">{explanation.letter}</pre></details>}
            {text && <details><summary>{t('mails.text')}</summary><pre className="letter">{text}</pre></details>}
          </>
        )}
      </Loaded>
    </div>
  );
}
