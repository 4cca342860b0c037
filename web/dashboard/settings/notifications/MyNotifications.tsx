import { Switch } from '@mantine/core';
import type { Me } from '@nightbell/api';
import { useMutation } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../shared/api.ts';
import { setMe, useMe } from '../../shared/me.ts';
import { readSettingsAnew } from '../data.ts';
import { Refusal } from '../form/SaveBar.tsx';

type Switches = Partial<Pick<Me, 'offlineMessages' | 'unacceptedConversations'>>;

/** My own two switches. They are mine whatever my access, and hold as soon as they are moved. */
export function MyNotifications(): ReactElement {
  const { t } = useTranslation();
  const me = useMe();
  const { mutate, isPending, variables, error } = useMutation({
    meta: { saysItself: true },
    mutationFn: (wanted: Switches) => send<Me>('PATCH', '/api/me', wanted),
    onSuccess: (changed) => {
      setMe(changed);
      return readSettingsAnew();
    },
  });
  const shown = isPending ? { ...me, ...variables } : me;
  return (
    <section className="card" aria-labelledby="my-notifications">
      <h2 id="my-notifications">{t('notify.mine')}</h2>
      <p className="hint">{t('notify.mineHint', { email: me.email })}</p>
      <Switch label={t('notify.offline')} description={t('notify.offlineMine')} checked={shown.offlineMessages}
        onChange={({ currentTarget }) => mutate({ offlineMessages: currentTarget.checked })} />
      <Switch label={t('notify.unaccepted')} description={t('notify.unacceptedMine')} checked={shown.unacceptedConversations}
        onChange={({ currentTarget }) => mutate({ unacceptedConversations: currentTarget.checked })} />
      {error && <Refusal error={error} />}
    </section>
  );
}
