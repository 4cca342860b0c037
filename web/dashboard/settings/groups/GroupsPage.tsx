import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../shared/api.ts';
import { useMe } from '../../shared/me.ts';
import { useTitle } from '../../shell/useTitle.ts';
import { colleaguesQuery, groupsQuery, readSettingsAnew } from '../data.ts';
import { Loaded } from '../form/Loaded.tsx';
import { NotIncluded } from '../package/NotIncluded.tsx';
import { GroupCard } from './GroupCard.tsx';
import { GroupForm } from './GroupForm.tsx';

async function create(group: object): Promise<void> {
  await send('POST', '/api/groups', group);
  void readSettingsAnew();
}

/** The teams inside the account. */
export function GroupsPage(): ReactElement {
  const { t } = useTranslation();
  useTitle(t('groups.title'));
  const { account } = useMe();
  const included = account.features.includes('groups');
  return (
    <div className="page">
      <h1>{t('groups.title')}</h1>
      <p className="quiet">{t('groups.about')}</p>
      {included ? <Groups /> : <NotIncluded feature="groups" />}
    </div>
  );
}

function Groups(): ReactElement {
  const { t } = useTranslation();
  const { access } = useMe();
  const groups = useQuery(groupsQuery);
  const agents = useQuery(colleaguesQuery).data ?? [];
  return (
    <Loaded query={groups}>
      {(list) => (
        <>
          {list.length === 0 && <p className="note">{t('groups.none')}</p>}
          {list.map((group) => <GroupCard key={group.id} group={group} agents={agents} />)}
          {access === 'full' ? (
            <section className="card" aria-labelledby="new-group">
              <h2 id="new-group">{t('groups.new')}</h2>
              <GroupForm group={{ name: '', agentIds: [] }} agents={agents} button={t('groups.create')} save={create} />
            </section>
          ) : <p className="note">{t('form.readOnly')}</p>}
        </>
      )}
    </Loaded>
  );
}
