import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../shared/me.ts';
import { useTitle } from '../../shell/useTitle.ts';
import { relayQuery } from '../data.ts';
import { Loaded } from '../form/Loaded.tsx';
import { DomainCheckCard } from './DomainCheckCard.tsx';
import { RelayForm } from './RelayForm.tsx';
import { TestMail } from './TestMail.tsx';
import './mail.css';

/** By which server the account's mails leave, whether that works, and what the world thinks of our domain. */
export function MailPage(): ReactElement {
  const { t } = useTranslation();
  useTitle(t('relay.title'));
  const full = useMe().access === 'full';
  const relay = useQuery({ ...relayQuery, enabled: full });
  return (
    <div className="page">
      <h1>{t('relay.title')}</h1>
      {full ? (
        <>
          <Loaded query={relay}>{(saved) => <RelayForm saved={saved} />}</Loaded>
          <TestMail />
          <DomainCheckCard />
        </>
      ) : <p className="note">{t('problem.full_access_needed')}</p>}
    </div>
  );
}
