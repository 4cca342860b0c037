import type { Agent, GroupItem } from '@nightbell/api';
import { useId, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../shared/api.ts';
import { useFormat, useMe } from '../../shared/me.ts';
import { readSettingsAnew } from '../data.ts';
import { ConfirmDialog } from '../form/ConfirmDialog.tsx';
import { useAction } from '../form/useAction.ts';
import { GroupForm } from './GroupForm.tsx';
import '../agents/agents.css';

/** A group and who is in it. */
export function GroupCard({ group, agents }: { group: GroupItem; agents: readonly Agent[] }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const { access } = useMe();
  const heading = useId();
  const path = `/api/groups/${group.id}`;
  const [open, setOpen] = useState<'editor' | 'deletion'>();
  const card = useRef<HTMLElement>(null);
  const close = (): void => {
    setOpen(undefined);
    requestAnimationFrame(() => card.current?.querySelector<HTMLElement>('.row > button')?.focus());
  };
  const members = agents.filter(({ id }) => group.agentIds.includes(id)).map(({ name }) => name);
  const change = async (_: unknown, patch: object): Promise<void> => {
    await send('PATCH', path, patch);
    await readSettingsAnew();
    close();
  };
  const deletion = useAction(async () => {
    await send('DELETE', path);
    await readSettingsAnew();
  }, close);
  return (
    <article className="card agent" aria-labelledby={heading} ref={card}>
      <h2 id={heading}>{group.name}</h2>
      <p className={members.length > 0 ? '' : 'note bell'}>{members.length > 0 ? format.list(members) : t('groups.empty')}</p>
      {access === 'full' && open !== 'editor' && (
        <div className="row">
          <button type="button" className="button" aria-label={t('groups.changeWhich', { name: group.name })} onClick={() => setOpen('editor')}>{t('agents.change')}</button>
          <button type="button" className="button danger" aria-label={t('groups.deleteWhich', { name: group.name })} onClick={() => setOpen('deletion')}>{t('agents.delete')}</button>
        </div>
      )}
      {open === 'editor' && (
        <>
          <GroupForm group={group} agents={agents} save={change} />
          <div><button type="button" className="link" onClick={close}>{t('close')}</button></div>
        </>
      )}
      {open === 'deletion' && (
        <ConfirmDialog title={t('groups.deleteTitle', { name: group.name })} button={t('groups.deleteButton')} error={deletion.run.error}
          pending={deletion.run.isPending} confirm={() => deletion.start(undefined)} close={close}>
          <ul>
            <li>{t('groups.deleteConversations')}</li>
            <li>{t('groups.deleteMembers')}</li>
          </ul>
        </ConfirmDialog>
      )}
    </article>
  );
}
