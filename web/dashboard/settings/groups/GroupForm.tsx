import { Checkbox, TextInput } from '@mantine/core';
import type { Agent, GroupItem } from '@nightbell/api';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { toggled } from '../form/draft.ts';
import { SaveBar } from '../form/SaveBar.tsx';
import { useSettingsForm } from '../form/useSettingsForm.ts';

type Editable = Pick<GroupItem, 'name' | 'agentIds'>;

interface Props {
  group: Editable;
  agents: readonly Agent[];
  button?: string;
  save: (value: Editable, patch: Partial<Editable>) => Promise<unknown>;
}

/** A group's name and members. */
export function GroupForm({ group, agents, button, save }: Props): ReactElement {
  const { t } = useTranslation();
  const form = useSettingsForm<Editable>({ name: group.name, agentIds: group.agentIds }, save);
  const { value: { name, agentIds }, change, errors } = form;
  return (
    <form noValidate className="editor" onSubmit={form.submit}>
      <TextInput label={t('groups.name')} maxLength={100} autoComplete="off" value={name} error={errors['name']} onChange={({ currentTarget }) => change({ name: currentTarget.value })} />
      <fieldset className="group">
        <legend>{t('groups.members')}</legend>
        <div className="row checks">
          {agents.map((agent) => (
            <Checkbox key={agent.id} label={agent.active ? agent.name : `${agent.name} (${t(agent.joined ? 'agents.inactive' : 'agents.invitedChip')})`}
              checked={agentIds.includes(agent.id)} onChange={({ currentTarget }) => change({ agentIds: toggled(agentIds, agent.id, currentTarget.checked) })} />
          ))}
        </div>
      </fieldset>
      <SaveBar form={form} {...(button ? { label: button } : {})} />
    </form>
  );
}
