import type { Conversation } from '@nightbell/api';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useRef, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { colleaguesQuery, groupsQuery } from '../../settings/data.ts';
import { sentenceOf } from '../../settings/form/errors.ts';
import '../../settings/form/form.css';
import { useAction } from '../../settings/form/useAction.ts';
import { send, words } from '../../shared/api.ts';
import { useMe } from '../../shared/me.ts';
import { keys, queryClient } from '../../shared/queries.ts';
import { whoMayTake } from './handOver.ts';

type To = { agentId: string } | { groupId: string };

/** To whom a conversation may go: colleagues, with who of them is there, and groups. */
export function HandOverDialog({ conversation, close }: { conversation: Conversation; close: () => void }): ReactElement {
  const { t } = useTranslation();
  const me = useMe();
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const withGroups = me.account.features.includes('groups');
  const [ofColleagues, ofGroups] = [useQuery(colleaguesQuery), useQuery({ ...groupsQuery, enabled: withGroups })];
  const colleagues = whoMayTake(ofColleagues.data ?? [], conversation, me.id, withGroups);
  const groups = ofGroups.data?.filter(({ id }) => id !== conversation.group?.id) ?? [];
  const unread = ofColleagues.error ?? ofGroups.error;
  const isRead = ofColleagues.isSuccess && (ofGroups.isSuccess || !withGroups);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const { run, start } = useAction((to: To) => send('PUT', `/api/conversations/${encodeURIComponent(conversation.id)}/assignment`, to), () => {
    dialog.current?.close();
    void queryClient.invalidateQueries({ queryKey: keys.conversation(conversation.id) });
  });
  return (
    <dialog ref={dialog} className="confirm" aria-labelledby={heading} onClose={close}>
      <h2 id={heading}>{t('handOver.title')}</h2>
      {unread && <p className="note bad" role="alert">{words(unread)}</p>}
      {!isRead && !unread && <p className="note" role="status">{t('loading')}</p>}
      {isRead && colleagues.length + groups.length === 0 && <p className="note" role="status">{t('handOver.none')}</p>}
      <Choices name={t('handOver.colleagues')}>
        {colleagues.map(({ id, name, online }) => (
          <li key={id}>
            <button type="button" className="button" disabled={run.isPending} onClick={() => start({ agentId: id })}>
              <span dir="auto">{name}</span><span className={`chip ${online ? 'good' : ''}`}>{t(online ? 'online' : 'offline')}</span>
            </button>
          </li>
        ))}
      </Choices>
      <Choices name={t('handOver.groups')}>
        {groups.map(({ id, name }) => (
          <li key={id}><button type="button" className="button" disabled={run.isPending} onClick={() => start({ groupId: id })}><span dir="auto">{name}</span></button></li>
        ))}
      </Choices>
      {colleagues.length > 0 && <p className="hint">{t('handOver.waits')}</p>}
      {run.error && <p className="note bad" role="alert">{sentenceOf(run.error)}</p>}
      <div className="row"><button type="button" className="button" onClick={() => dialog.current?.close()}>{t('form.cancel')}</button></div>
    </dialog>
  );
}

function Choices({ name, children }: { name: string; children: ReactNode[] }): ReactElement | null {
  const heading = useId();
  if (children.length === 0) return null;
  return (
    <section className="hand-over-part" aria-labelledby={heading}>
      <h3 id={heading}>{name}</h3>
      <ul className="choices">{children}</ul>
    </section>
  );
}
