import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../../settings/form/ConfirmDialog.tsx';
import { useAction } from '../../settings/form/useAction.ts';
import { send } from '../../shared/api.ts';
import { useMe } from '../../shared/me.ts';
import { keys, queryClient } from '../../shared/queries.ts';
import { useDesk } from '../desk.ts';

/** Forgets a visitor for good. */
export function EraseVisitor({ visitor, name }: { visitor: string; name: string }): ReactElement | null {
  const { t } = useTranslation();
  const full = useMe().access === 'full';
  const { go } = useDesk();
  const [asking, setAsking] = useState(false);
  const { run, start } = useAction(async () => {
    await send('DELETE', `/api/visitors/${encodeURIComponent(visitor)}`);
    go({ conversation: undefined, pane: undefined });
    await Promise.all([keys.boxes, keys.searches, keys.counts, keys.settings].map((queryKey) => queryClient.invalidateQueries({ queryKey })));
  }, () => setAsking(false));
  if (!full) return null;
  return (
    <div>
      <button type="button" className="button danger" onClick={() => setAsking(true)}>{t('erase.button')}</button>
      {asking && (
        <ConfirmDialog title={t('erase.title', { name })} button={t('erase.confirm')} error={run.error} pending={run.isPending}
          confirm={() => start(undefined)} close={() => setAsking(false)}>
          <ul>
            <li>{t('erase.what')}</li>
            <li>{t('erase.mails')}</li>
            <li>{t('erase.exports')}</li>
            <li>{t('erase.forGood')}</li>
          </ul>
        </ConfirmDialog>
      )}
    </div>
  );
}
