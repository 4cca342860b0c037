import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { DomainButton } from '../../mail/DomainButton.tsx';
import { TestMailButton } from '../../mail/TestMailButton.tsx';
import { useMe } from '../../shared/me.ts';
import { useTitle } from '../../shell/useTitle.ts';
import { relayQuery } from '../data.ts';
import { Loaded } from '../form/Loaded.tsx';
import { RelayForm } from './RelayForm.tsx';
import '../../why/why.css';

/** By which server the account's mails leave, whether that works, and what the world thinks of our domain. */
export function MailPage(): ReactElement {
  const { t } = useTranslation();
  useTitle(t('relay.title'));
  const { access, email } = useMe();
  const full = access === 'full';
  const relay = useQuery({ ...relayQuery, enabled: full });
  return (
    <div className="page">
      <h1>{t('relay.title')}</h1>
      {full ? (
        <>
          <Loaded query={relay}>{(saved) => <RelayForm saved={saved} />}</Loaded>
          <section className="card" aria-labelledby="test-mail">
            <h2 id="test-mail">{t('relay.try')}</h2>
            <p className="hint">{t('relay.tryHint', { email })}</p>
            <TestMailButton />
          </section>
          <section className="card" aria-labelledby="domain">
            <h2 id="domain">{t('relay.ourDomain')}</h2>
            <p className="hint">{t('relay.domainHint')}</p>
            <DomainButton />
          </section>
        </>
      ) : <p className="note">{t('problem.full_access_needed')}</p>}
    </div>
  );
}
