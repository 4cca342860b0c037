import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../shared/me.ts';
import { useTitle } from '../../shell/useTitle.ts';
import { colleaguesQuery, groupsQuery } from '../data.ts';
import { Loaded } from '../form/Loaded.tsx';
import { AgentCard } from './AgentCard.tsx';
import { InviteForm } from './InviteForm.tsx';
import './agents.css';

/** Everybody of the account: who is there, who may what, and whose mail does not arrive. */
export function AgentsPage(): ReactElement {
  const { t } = useTranslation();
  useTitle(t('agents.title'));
  const { access, account } = useMe();
  const agents = useQuery(colleaguesQuery);
  const groups = useQuery({ ...groupsQuery, enabled: account.features.includes('groups') }).data ?? [];
  const active = agents.data?.filter((agent) => agent.active).length ?? 0;
  return (
    <div className="page">
      <h1>{t('agents.title')}</h1>
      {access === 'full' ? <InviteForm /> : <p className="note">{t('form.readOnly')}</p>}
      <Loaded query={agents}>
        {(list) => (
          <section aria-labelledby="agents-list">
            <h2 id="agents-list">{t('agents.count', { all: list.length, active })}</h2>
            <ul className="agents">
              {list.map((agent) => <li key={agent.id}><AgentCard agent={agent} groups={groups} /></li>)}
            </ul>
          </section>
        )}
      </Loaded>
    </div>
  );
}
