import type { Agent, GroupItem } from '@nightbell/api';
import { Link } from '@tanstack/react-router';
import { useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../shared/api.ts';
import { Face } from '../../shared/Face.tsx';
import { useFormat, useMe } from '../../shared/me.ts';
import { readSettingsAnew } from '../data.ts';
import { Refusal } from '../form/SaveBar.tsx';
import { useAction } from '../form/useAction.ts';
import { AgentEditor } from './AgentEditor.tsx';
import { DeleteAgent } from './DeleteAgent.tsx';
import { ResetSecondFactor } from './ResetSecondFactor.tsx';

/** One agent: who they are, how they are, and for full access what may be done about it. */
export function AgentCard({ agent, groups }: { agent: Agent; groups: readonly GroupItem[] }): ReactElement {
  const { t } = useTranslation();
  const me = useMe();
  const [open, setOpen] = useState<'editor' | 'deletion' | 'reset'>();
  const again = useAction(async () => {
    await send('POST', '/api/agents', { email: agent.email, access: agent.access });
    await readSettingsAnew();
  });
  const full = me.access === 'full';
  const card = useRef<HTMLElement>(null);
  const closeEditor = (): void => {
    setOpen(undefined);
    requestAnimationFrame(() => card.current?.querySelector<HTMLElement>('.row > button')?.focus());
  };
  return (
    <article className="card agent" aria-label={agent.name} ref={card}>
      <div className="head">
        <Face name={agent.name} picture={agent.picture} />
        <div className="who">
          <h3>{agent.name}{agent.id === me.id && <span className="quiet"> ({t('agents.you')})</span>}</h3>
          <p className="quiet">{agent.email}</p>
        </div>
        <Chips agent={agent} />
      </div>
      <Facts agent={agent} groups={groups} />
      {again.run.error && <Refusal error={again.run.error} />}
      {again.run.isSuccess && <p className="note good" role="status">{t('agents.invited', { email: agent.email })}</p>}
      {full && open !== 'editor' && (
        <div className="row">
          <button type="button" className="button" onClick={() => setOpen('editor')} aria-label={t('agents.changeWhom', { name: agent.name })}>{t('agents.change')}</button>
          {!agent.joined && (
            <button type="button" className="button" disabled={again.run.isPending} onClick={() => again.start(undefined)} aria-label={t('agents.againWhom', { name: agent.name })}>
              {t('agents.again')}
            </button>
          )}
          <Link className="button" to="/settings/mails" search={{ agent: agent.id }} aria-label={t('agents.mailsWhom', { name: agent.name })}>{t('agents.mails')}</Link>
          {agent.secondFactor && agent.id !== me.id && (
            <button type="button" className="button" onClick={() => setOpen('reset')} aria-label={t('agents.resetWhom', { name: agent.name })}>{t('agents.reset')}</button>
          )}
          <button type="button" className="button danger" onClick={() => setOpen('deletion')} aria-label={t('agents.deleteWhom', { name: agent.name })}>{t('agents.delete')}</button>
        </div>
      )}
      {open === 'editor' && <AgentEditor agent={agent} groups={groups} done={closeEditor} />}
      {open === 'reset' && <ResetSecondFactor agent={agent} close={() => setOpen(undefined)} />}
      {open === 'deletion' && <DeleteAgent agent={agent} close={() => setOpen(undefined)} />}
    </article>
  );
}

function Chips({ agent: { joined, active, online, access, secondFactor } }: { agent: Agent }): ReactElement {
  const { t } = useTranslation();
  return (
    <ul className="chips">
      {!joined && <li className="chip bell">{t('agents.invitedChip')}</li>}
      {joined && !active && <li className="chip">{t('agents.inactive')}</li>}
      {joined && active && <li className={`chip ${online ? 'good' : ''}`}>{t(online ? 'online' : 'offline')}</li>}
      <li className="chip">{t(`access.${access}`)}</li>
      {secondFactor && <li className="chip">{t('agents.secondFactor')}</li>}
    </ul>
  );
}

/** Groups, and what is wrong with the address. */
function Facts({ agent: { groupIds, address }, groups }: { agent: Agent; groups: readonly GroupItem[] }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const names = groups.filter(({ id }) => groupIds.includes(id)).map(({ name }) => name);
  return (
    <>
      {groups.length > 0 && <p>{names.length > 0 ? t('agents.inGroups', { groups: format.list(names) }) : <span className="quiet">{t('agents.everyGroup')}</span>}</p>}
      {address.state !== 'usable' && (
        <p className={`note ${address.state === 'unusable' ? 'bad' : 'bell'}`}>
          {t(address.state === 'unusable' ? 'agents.unusable' : 'agents.doubtful', {
            cause: t(`cause.${address.cause ?? 'unknown'}`), since: address.since ? format.moment(address.since) : '?',
          })}
        </p>
      )}
    </>
  );
}
