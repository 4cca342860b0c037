import type { Agent } from '@nightbell/api';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../shared/api.ts';
import { readSettingsAnew } from '../data.ts';
import { ConfirmDialog } from '../form/ConfirmDialog.tsx';
import { useAction } from '../form/useAction.ts';

/** Asks before a colleague's second factor is taken away: they may have lost it, or somebody may only say so. */
export function ResetSecondFactor({ agent, close }: { agent: Agent; close: () => void }): ReactElement {
  const { t } = useTranslation();
  const reset = useAction(async () => {
    await send('DELETE', `/api/agents/${agent.id}/second-factor`);
    await readSettingsAnew();
  }, close);
  return (
    <ConfirmDialog title={t('agents.resetTitle', { name: agent.name })} button={t('agents.resetButton')} error={reset.run.error}
      pending={reset.run.isPending} confirm={() => reset.start(undefined)} close={close}>
      <p>{t('agents.resetText')}</p>
    </ConfirmDialog>
  );
}
