import { Checkbox, NativeSelect, Switch } from '@mantine/core';
import type { Agent, GroupItem } from '@nightbell/api';
import { useEffect, useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../shared/api.ts';
import { queryClient } from '../../shared/queries.ts';
import { colleaguesQuery, readSettingsAnew } from '../data.ts';
import { replaced, toggled } from '../form/draft.ts';
import { SaveBar } from '../form/SaveBar.tsx';
import { useSettingsForm } from '../form/useSettingsForm.ts';

type Editable = Pick<Agent, 'active' | 'access' | 'groupIds'>;

/** Whether an agent chats, what they may do, and for whom. */
export function AgentEditor({ agent, groups, done }: { agent: Agent; groups: readonly GroupItem[]; done: () => void }): ReactElement {
  const { t } = useTranslation();
  const form = useSettingsForm<Editable>(
    { active: agent.active, access: agent.access, groupIds: agent.groupIds },
    async (_, patch) => {
      const changed = await send<Agent>('PATCH', `/api/agents/${agent.id}`, patch);
      queryClient.setQueryData(colleaguesQuery.queryKey, (list) => list && replaced(list, list.findIndex(({ id }) => id === changed.id), changed));
      await readSettingsAnew();
    });
  const { value: { active, access, groupIds }, change } = form;
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => element.current?.querySelector<HTMLElement>('input')?.focus(), []);
  return (
    <form ref={element} noValidate className="editor" onSubmit={form.submit} aria-label={t('agents.changeWhom', { name: agent.name })}>
      <Switch label={t('agents.active')} description={t(agent.joined ? 'agents.activeHint' : 'agents.notJoined')} checked={active} disabled={!agent.joined}
        onChange={({ currentTarget }) => change({ active: currentTarget.checked })} />
      <NativeSelect label={t('agents.access')} description={t(access === 'full' ? 'access.fullHint' : 'access.limitedHint')} value={access}
        data={[{ value: 'limited', label: t('access.limited') }, { value: 'full', label: t('access.full') }]}
        onChange={({ currentTarget }) => change({ access: currentTarget.value === 'full' ? 'full' : 'limited' })} />
      {groups.length > 0 && (
        <fieldset className="group">
          <legend>{t('groups.title')}</legend>
          <p className="hint">{t('agents.groupsHint')}</p>
          <div className="row checks">
            {groups.map(({ id, name }) => (
              <Checkbox key={id} label={name} checked={groupIds.includes(id)}
                onChange={({ currentTarget }) => change({ groupIds: toggled(groupIds, id, currentTarget.checked) })} />
            ))}
          </div>
        </fieldset>
      )}
      <SaveBar form={form} />
      <div><button type="button" className="link" onClick={done}>{t('close')}</button></div>
    </form>
  );
}
