import type { Notice } from '@nightbell/api';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../shared/me.ts';
import { Evidence } from './Evidence.tsx';
import { MailAttempts } from './MailAttempts.tsx';

const colours = { send: 'good', wait: 'bell', skip: '' } as const;

/** One person: verdict, the server's sentence, and on demand its evidence and the mails with every attempt. */
export function NoticeCard({ notice }: { notice: Notice }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  // Whoever has a mail already gets no further one: said as what they have, not as what they don't get.
  const told = notice.reason === 'AlreadyTold';
  const facts = Object.entries(notice.evidence).filter(([key, value]) => key !== 'mailId' && value !== null && value !== '');
  return (
    <div className={`notice ${told ? 'send' : notice.verdict}`}>
      <p className="who"><strong dir="auto">{notice.name}</strong>
        <span className={`chip ${told ? 'good' : colours[notice.verdict]}`}>{t(told ? 'verdict.told' : `verdict.${notice.verdict}`)}</span></p>
      <p className="sentence">{notice.text}</p>
      <p className="hint">{notice.address} · {t(`kind.${notice.kind}`)} · <code>{notice.reason}</code>{notice.until && ` · ${t('why.until', { at: format.exact(notice.until) })}`}</p>
      {(facts.length > 0 || notice.mails.length > 0) && (
        <details>
          <summary>{t('why.evidence')}</summary>
          {facts.length > 0 && <Evidence facts={facts} />}
          {notice.mails.map((mail) => <MailAttempts key={mail.id} mail={mail} />)}
        </details>
      )}
    </div>
  );
}
