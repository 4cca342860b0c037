import type { BlockedVisitor } from '@nightbell/api';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../shared/api.ts';
import { useFormat } from '../../shared/me.ts';
import { keys, queryClient } from '../../shared/queries.ts';
import { blockedVisitorsQuery } from '../data.ts';
import { FullAccessPage } from '../form/FullAccessPage.tsx';
import { Loaded } from '../form/Loaded.tsx';
import { Refusal } from '../form/SaveBar.tsx';
import { useAction } from '../form/useAction.ts';

/** Whose messages are refused, since when and by whom. */
export function BlockedPage(): ReactElement {
  return <FullAccessPage title="blocked.page"><Visitors /></FullAccessPage>;
}

function Visitors(): ReactElement {
  const { t } = useTranslation();
  return (
    <>
      <p className="quiet">{t('blocked.about')}</p>
      <Loaded query={useQuery(blockedVisitorsQuery)}>
        {(visitors) => (visitors.length === 0 ? <p className="note" role="status">{t('blocked.none')}</p> : (
          <ul className="blocked-list">{visitors.map((visitor) => <li key={visitor.id}><Blocked visitor={visitor} /></li>)}</ul>
        ))}
      </Loaded>
    </>
  );
}

function Blocked({ visitor: { id, conversationId, name, email, by, at } }: { visitor: BlockedVisitor }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const called = name ?? email ?? t('visitor');
  const { run, start } = useAction(async () => {
    await send('DELETE', `/api/visitors/${id}/block`);
    await Promise.all([keys.settings, keys.visitor(conversationId)].map((queryKey) => queryClient.invalidateQueries({ queryKey })));
  });
  return (
    <article className="card blocked-card" aria-label={called}>
      <p>
        <Link to="/" search={{ conversation: conversationId, box: 'resolved' }} dir="auto">{called}</Link>
        {name && email && <span className="quiet"> {email}</span>}
      </p>
      <p className="quiet">{t('blocked.by', { name: by, at: format.moment(at) })}</p>
      <div><button type="button" className="button" aria-label={t('blocked.unblockWhich', { name: called })} disabled={run.isPending} onClick={() => start(undefined)}>{t('blocked.unblock')}</button></div>
      {run.error && <Refusal error={run.error} />}
    </article>
  );
}
