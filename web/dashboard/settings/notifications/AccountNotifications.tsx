import { Switch } from '@mantine/core';
import type { NotificationSettings } from '@nightbell/api';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../shared/api.ts';
import { useMe } from '../../shared/me.ts';
import { notificationSettingsQuery, queryClient } from '../../shared/queries.ts';
import { notificationsPath, readSettingsAnew } from '../data.ts';
import { FullAccessOnly } from '../form/FullAccessOnly.tsx';
import { SaveBar } from '../form/SaveBar.tsx';
import { useSettingsForm } from '../form/useSettingsForm.ts';
import { DelayField } from './DelayField.tsx';
import { Recipients } from './Recipients.tsx';

async function save(settings: NotificationSettings): Promise<void> {
  const additionalRecipients = settings.additionalRecipients.map(({ address }) => ({ address: address.trim() }));
  const saved = await send<NotificationSettings>('PUT', notificationsPath, { ...settings, additionalRecipients });
  queryClient.setQueryData(notificationSettingsQuery.queryKey, saved);
  await readSettingsAnew();
}

/** What goes for the whole account: switches, delays and further addresses, saved together. */
export function AccountNotifications({ saved }: { saved: NotificationSettings }): ReactElement {
  const { t } = useTranslation();
  const { access, account } = useMe();
  const form = useSettingsForm(saved, save);
  const { value, change, errors } = form;
  const included = account.features.includes('unaccepted_conversations');
  return (
    <form noValidate className="card" onSubmit={form.submit} aria-labelledby="account-notifications">
      <h2 id="account-notifications">{t('notify.account')}</h2>
      <FullAccessOnly>
        <div className="pair">
          <Switch label={t('notify.offline')} description={t('notify.offlineAll')} checked={value.offlineMessages}
            onChange={({ currentTarget }) => change({ offlineMessages: currentTarget.checked })} />
          <DelayField label={t('notify.offlineDelay')} hint={t('notify.offlineDelayHint')} value={value.offlineDelaySeconds}
            error={errors['offlineDelaySeconds']} onChange={(offlineDelaySeconds) => change({ offlineDelaySeconds })} />
        </div>
        <div className="pair">
          <Switch label={t('notify.unaccepted')} description={t('notify.unacceptedAll')} checked={value.unacceptedConversations}
            onChange={({ currentTarget }) => change({ unacceptedConversations: currentTarget.checked })} />
          {!included && <p className="note bell">{t('notify.notInPackage')}</p>}
          <DelayField label={t('notify.acceptDelay')} hint={t('notify.acceptDelayHint')} value={value.acceptDelaySeconds}
            error={errors['acceptDelaySeconds']} onChange={(acceptDelaySeconds) => change({ acceptDelaySeconds })} />
        </div>
        <Recipients recipients={value.additionalRecipients} saved={saved.additionalRecipients} errors={errors}
          onChange={(additionalRecipients) => change({ additionalRecipients })} />
      </FullAccessOnly>
      {access === 'full' && <SaveBar form={form} />}
    </form>
  );
}
