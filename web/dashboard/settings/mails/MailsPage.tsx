import { NativeSelect } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { MailItem, MailState, Page } from '@nightbell/api';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { MailsSearch } from '../../routes.tsx';
import { send } from '../../shared/api.ts';
import { keys } from '../../shared/queries.ts';
import { colleaguesQuery } from '../data.ts';
import { FullAccessPage } from '../form/FullAccessPage.tsx';
import { Loaded } from '../form/Loaded.tsx';
import { MailRow } from './MailRow.tsx';
import './mails.css';

const states: readonly MailState[] = ['queued', 'sending', 'deferred', 'accepted', 'captured', 'bounced', 'expired', 'withdrawn', 'complained'];

/** Every mail of the account, and what became of it. */
export function MailsPage(): ReactElement {
  return <FullAccessPage title="mails.title"><MailLog /></FullAccessPage>;
}

function MailLog(): ReactElement {
  const { t } = useTranslation();
  // In the address, so that other pages can lead to somebody's mails.
  const { state = '', agent = '' } = useSearch({ from: '/settings/mails' });
  const navigate = useNavigate({ from: '/settings/mails' });
  const show = (wanted: MailsSearch): void => void navigate({ search: (present) => ({ ...present, ...wanted }), replace: true });
  const agents = useQuery(colleaguesQuery).data ?? [];
  const mails = useInfiniteQuery({
    queryKey: [...keys.mails, state, agent],
    queryFn: ({ pageParam }) => send<Page<MailItem>>('GET', `/api/mails?${new URLSearchParams({
      ...(state ? { state } : {}), ...(agent ? { agent } : {}), ...(pageParam ? { after: pageParam } : {}),
    }).toString()}`),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });
  const names = new Map(agents.map(({ id, name }) => [id, name]));
  return (
    <>
      <div className="two">
        <NativeSelect label={t('mails.state')} value={state} onChange={({ currentTarget }) => show({ state: currentTarget.value || undefined })}
          data={[{ value: '', label: t('mails.all') }, ...states.map((value) => ({ value, label: t(`mail.${value}`) }))]} />
        <NativeSelect label={t('mails.agent')} value={agent} onChange={({ currentTarget }) => show({ agent: currentTarget.value || undefined })}
          data={[{ value: '', label: t('mails.everybody') }, ...agents.map(({ id, name }) => ({ value: id, label: name }))]} />
      </div>
      <Loaded query={mails}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          return items.length === 0 ? <p className="note" role="status">{t(state || agent ? 'mails.noneSuch' : 'mails.none')}</p> : (
            <ul className="mails" aria-label={t('mails.title')}>
              {items.map((mail) => <li key={mail.id}><MailRow mail={mail} name={mail.agentId === null ? undefined : names.get(mail.agentId)} /></li>)}
            </ul>
          );
        }}
      </Loaded>
      {mails.hasNextPage && (
        <div><button type="button" className="button" disabled={mails.isFetchingNextPage} onClick={() => void mails.fetchNextPage()}>{t('mails.older')}</button></div>
      )}
    </>
  );
}
