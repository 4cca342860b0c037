import type { VisitorCard } from '@nightbell/api';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../../settings/form/ConfirmDialog.tsx';
import { sentenceOf } from '../../settings/form/errors.ts';
import { useAction } from '../../settings/form/useAction.ts';
import { send } from '../../shared/api.ts';
import { useFormat, useMe } from '../../shared/me.ts';
import { keys, queryClient } from '../../shared/queries.ts';

/** Whether the visitor's messages are refused; full access refuses them, or takes them again. */
export function BlockVisitor({ card, conversation, name }: { card: VisitorCard; conversation: string; name: string }): ReactElement | null {
  const { t } = useTranslation();
  const format = useFormat();
  const full = useMe().access === 'full';
  const [asking, setAsking] = useState(false);
  const { run, start } = useAction(async (method: 'PUT' | 'DELETE') => {
    await send(method, `/api/visitors/${encodeURIComponent(card.id)}/block`);
    await Promise.all([keys.visitor(conversation), keys.conversation(conversation), keys.settings].map((queryKey) => queryClient.invalidateQueries({ queryKey })));
  }, () => setAsking(false));
  if (card.blocked) {
    return (
      <div className="note bad blocked">
        <p>{t('blocked.by', { name: card.blocked.by, at: format.moment(card.blocked.at) })}</p>
        {full && <button type="button" className="button" disabled={run.isPending} onClick={() => start('DELETE')}>{t('blocked.unblock')}</button>}
        {run.error && <p role="alert">{sentenceOf(run.error)}</p>}
      </div>
    );
  }
  if (!full) return null;
  return (
    <div>
      <button type="button" className="button danger" onClick={() => setAsking(true)}>{t('blocked.block')}</button>
      {asking && (
        <ConfirmDialog title={t('blocked.title', { name })} button={t('blocked.block')} error={run.error} pending={run.isPending}
          confirm={() => start('PUT')} close={() => setAsking(false)}>
          <ul>
            <li>{t('blocked.refused')}</li>
            <li>{t('blocked.resolved')}</li>
            <li>{t('blocked.undo')}</li>
          </ul>
        </ConfirmDialog>
      )}
    </div>
  );
}
