import { Button } from '@mantine/core';
import type { Conversation } from '@nightbell/api';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../shared/api.ts';
import { useMe } from '../../shared/me.ts';
import { keys, queryClient } from '../../shared/queries.ts';
import { useDesk } from '../desk.ts';
import { useVisitorName } from '../visitorName.ts';
import { HandOverDialog } from './HandOverDialog.tsx';
import { Standing } from './Standing.tsx';

interface Change {
  method: 'PUT' | 'DELETE';
  what: 'acceptance' | 'resolution';
}

/** Who it is, where it stands, and what can be done. */
export function ConversationHead({ conversation }: { conversation: Conversation }): ReactElement {
  const { t } = useTranslation();
  const me = useMe();
  const name = useVisitorName();
  const { pane, go } = useDesk();
  const { id, visitor, assignees, group, state } = conversation;
  const [handingOver, setHandingOver] = useState(false);
  const { mutate, isPending } = useMutation({
    mutationFn: ({ method, what }: Change) => send(method, `/api/conversations/${encodeURIComponent(id)}/${what}`),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.conversation(id) }),
  });
  const mine = assignees.find((agent) => agent.id === me.id);
  const show = (which: 'why' | 'visitor'): void => go({ pane: pane === which ? undefined : which }, true);
  const action = (text: 'accept' | 'leave' | 'resolve' | 'reopen', change: Change): ReactElement => (
    <Button variant={text === 'accept' ? 'filled' : 'default'} size="xs" disabled={isPending} onClick={() => mutate(change)}>{t(text)}</Button>
  );
  return (
    <div className="head">
      <button type="button" className="plain back" onClick={() => go({ conversation: undefined, pane: undefined })}>{t('back')}</button>
      <div className="about">
        <h2 dir="auto">{name(conversation)}</h2>
        <p className="quiet">{visitor.name && visitor.email && `${visitor.email} · `}{t(visitor.online ? 'onSite' : 'offSite')}{visitor.blocked && ` · ${t('blocked')}`}{group && ` · ${group.name}`}</p>
        <Standing conversation={conversation} />
      </div>
      <div className="actions">
        {state === 'resolved' ? !visitor.blocked && action('reopen', { method: 'DELETE', what: 'resolution' }) : (
          <>
            {!mine?.acceptedAt && action('accept', { method: 'PUT', what: 'acceptance' })}
            {mine && action('leave', { method: 'DELETE', what: 'acceptance' })}
            {action('resolve', { method: 'PUT', what: 'resolution' })}
            <Button variant="default" size="xs" aria-haspopup="dialog" onClick={() => setHandingOver(true)}>{t('handOver')}</Button>
          </>
        )}
        <Button variant="default" size="xs" aria-expanded={pane === 'visitor'} className="card-button" onClick={() => show('visitor')}>{t('visitor')}</Button>
        <Button variant="default" size="xs" aria-expanded={pane === 'why'} onClick={() => show('why')}>{t('whyAsked')}</Button>
      </div>
      {handingOver && <HandOverDialog conversation={conversation} close={() => setHandingOver(false)} />}
    </div>
  );
}

