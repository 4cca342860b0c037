import type { NoticeMail } from '@nightbell/api';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../shared/me.ts';
import { maybeText } from '../shared/texts.ts';

/** A mail, every try to send it, and what the other server said each time. */
export function MailAttempts({ mail: { state, cause, withdrawnBecause, attempts } }: { mail: NoticeMail }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="mail">
      <p>{t('why.mail')}: <strong>{t(`mail.${state}`)}</strong>{cause && ` · ${t(`cause.${cause}`)}`}{withdrawnBecause && ` · ${maybeText(`withdrawn.${withdrawnBecause}`) ?? withdrawnBecause}`}</p>
      {attempts.length > 0 ? (
        <ol>{attempts.map(({ at, reply, code }) => (
          <li key={at}><time dateTime={at}>{format.exact(at)}</time> <code>{[code, reply].filter((part) => part !== null).join(' ')}</code></li>
        ))}</ol>
      ) : state === 'queued' && <p className="hint">{t('why.noAttempts')}</p>}
    </div>
  );
}
