import type { Agent } from '@nightbell/api';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../shared/api.ts';
import { readSettingsAnew } from '../data.ts';
import { ConfirmDialog } from '../form/ConfirmDialog.tsx';
import { useAction } from '../form/useAction.ts';

/** Asks before a colleague is deleted, and says what follows. */
export function DeleteAgent({ agent, close }: { agent: Agent; close: () => void }): ReactElement {
  const { t } = useTranslation();
  const deletion = useAction(async () => {
    await send('DELETE', `/api/agents/${agent.id}`);
    await readSettingsAnew();
  }, close);
  return (
    <ConfirmDialog title={t('agents.deleteTitle', { name: agent.name })} button={t('agents.deleteButton')} error={deletion.run.error}
      pending={deletion.run.isPending} confirm={() => deletion.start(undefined)} close={close}>
      <ul>
        {agent.joined ? (
          <>
            <li>{t('agents.deleteSessions')}</li>
            <li>{t('agents.deleteConversations')}</li>
            <li>{t('agents.deleteWritten')}</li>
          </>
        ) : <li>{t('agents.deleteInvitation')}</li>}
        <li>{t('agents.deleteMails', { email: agent.email })}</li>
      </ul>
    </ConfirmDialog>
  );
}
