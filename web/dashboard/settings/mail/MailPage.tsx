import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { DomainButton } from '../../mail/DomainButton.tsx';
import { TestMailButton } from '../../mail/TestMailButton.tsx';
import { useMe } from '../../shared/me.ts';
import { relayQuery } from '../data.ts';
import { FullAccessPage } from '../form/FullAccessPage.tsx';
import { Loaded } from '../form/Loaded.tsx';
import { RelayForm } from './RelayForm.tsx';
import '../../why/why.css';

/** By which server the account's mails leave, whether that works, and what the world thinks of our domain. */
export function MailPage(): ReactElement {
  return <FullAccessPage title="relay.title"><MailSetUp /></FullAccessPage>;
}

function MailSetUp(): ReactElement {
  const { t } = useTranslation();
  const { email } = useMe();
  const relay = useQuery(relayQuery);
  return (
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
  );
}
