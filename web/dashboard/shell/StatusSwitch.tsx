import type { Me, Status } from '@nightbell/api';
import { useMutation } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../shared/api.ts';
import { setMe, useMe } from '../shared/me.ts';

const both: readonly Status[] = ['online', 'offline'];

/** My status, the same on all my devices. */
export function StatusSwitch(): ReactElement {
  const { t } = useTranslation();
  const { status } = useMe();
  const { mutate, isPending, variables } = useMutation({
    mutationFn: (next: Status) => send<Me>('PUT', '/api/me/status', { status: next }),
    onSuccess: setMe,
  });
  const shown = isPending ? variables : status;
  return (
    <div className="status" role="group" aria-label={t('status')}>
      {both.map((value) => (
        <button key={value} type="button" className={value} aria-pressed={shown === value} onClick={() => mutate(value)}>{t(value)}</button>
      ))}
    </div>
  );
}
