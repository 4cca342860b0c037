import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { DomainButton } from '../../mail/DomainButton.tsx';
import { TestMailButton } from '../../mail/TestMailButton.tsx';
import { useFormat, useMe } from '../../shared/me.ts';
import { myNoticesQuery } from '../../shared/queries.ts';
import { lastFailures } from './lastFailures.ts';
import { Check } from './Check.tsx';

/** What became of mails to me, and for full access whether mails leave at all and from a domain that is trusted. */
export function MailChecks(): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const { account, access } = useMe();
  const { data } = useQuery(myNoticesQuery);
  const failures = data ? lastFailures(data.items) : [];
  return (
    <>
      {account.mailCaptured && <Check mark="stops" title={t('check.captured')}><p>{t('captured')} <a href="/mailbox" target="nightbell-mailbox">{t('toMailbox')}</a></p></Check>}
      {data && (
        <Check mark={failures.length > 0 ? 'stops' : 'ok'} title={t(failures.length > 0 ? 'check.failures' : 'check.noFailures')}>
          {failures.length > 0 && <ul>{failures.map(({ id, at, cause, words }) => (
            <li key={id}>{at && format.moment(at)} · {t(`cause.${cause ?? 'unknown'}`)}{words && <> · <code>{words}</code></>}</li>
          ))}</ul>}
        </Check>
      )}
      {access === 'full' && (
        <li className="check try">
          <span className="sign" aria-hidden="true">?</span>
          <div><h3>{t('check.try')}</h3><p className="hint">{t('check.tryText')}</p><TestMailButton /><DomainButton /></div>
        </li>
      )}
    </>
  );
}
