import type { MailSettings } from '@nightbell/api';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { DomainButton } from '../../mail/DomainButton.tsx';
import { TestMailButton } from '../../mail/TestMailButton.tsx';
import { send, words } from '../../shared/api.ts';
import { keys } from '../../shared/queries.ts';
import { useTitle } from '../../shell/useTitle.ts';
import '../../why/why.css';
import { RelayForm } from './RelayForm.tsx';

/** By which server the account's mails leave: the form, a test mail with what the servers said, and a look at the domain. */
export function MailPage(): ReactElement {
  const { t } = useTranslation();
  useTitle(t('relay.title'));
  const { data, error } = useQuery({ queryKey: [...keys.settings, 'mail'], queryFn: () => send<MailSettings>('GET', '/api/settings/mail') });
  return (
    <div className="page">
      <h1>{t('relay.title')}</h1>
      {data ? <RelayForm settings={data} /> : <p role="status">{error ? words(error) : t('loading')}</p>}
      <section>
        <h2>{t('relay.try')}</h2>
        <TestMailButton />
        <DomainButton />
      </section>
    </div>
  );
}
