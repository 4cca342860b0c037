import { Button } from '@mantine/core';
import type { Me, NotificationSettings } from '@nightbell/api';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../shared/api.ts';
import { setMe, useMe } from '../../shared/me.ts';
import { agentsQuery, notificationSettingsQuery, queryClient } from '../../shared/queries.ts';
import { Ask } from './Ask.tsx';
import { Check } from './Check.tsx';

const kinds = ['offlineMessages', 'unacceptedConversations'] as const;
const features = { offlineMessages: 'offline_messages', unacceptedConversations: 'unaccepted_conversations' } as const;

/** Whether e-mail of each kind is on: in the package, for the account, for me. */
export function SwitchChecks(): ReactElement {
  return <>{kinds.map((kind) => <KindChecks key={kind} kind={kind} />)}</>;
}

function KindChecks({ kind }: { kind: (typeof kinds)[number] }): ReactElement {
  const { t } = useTranslation();
  const me = useMe();
  const { data: settings } = useQuery(notificationSettingsQuery);
  const what = t(`notified.${kind}`);
  const included = me.account.features.includes(features[kind]);
  const mine = useMutation({ mutationFn: (on: boolean) => send<Me>('PATCH', '/api/me', { [kind]: on }), onSuccess: setMe });
  const ours = useMutation({
    mutationFn: (present: NotificationSettings) => send<NotificationSettings>('PUT', '/api/settings/notifications', { ...present, [kind]: true }),
    onSuccess: (saved) => queryClient.setQueryData(notificationSettingsQuery.queryKey, saved),
  });
  return (
    <>
      <Check mark={included ? 'ok' : 'stops'} title={t(included ? 'check.included' : 'check.package', { what, name: me.account.package })}>
        {!included && <p>{t('check.packageText')}</p>}
      </Check>
      <Check mark={me[kind] ? 'ok' : 'stops'} title={t(me[kind] ? 'check.mineOn' : 'check.mineOff', { what })}
        mend={<Button variant="default" size="xs" disabled={mine.isPending} onClick={() => mine.mutate(!me[kind])}>{t(me[kind] ? 'switchOff' : 'switchOn')}</Button>} />
      {settings && (
        <Check mark={settings[kind] ? 'ok' : 'stops'} title={t(settings[kind] ? 'check.oursOn' : 'check.oursOff', { what })}>
          {!settings[kind] && (me.access === 'full'
            ? <Button variant="default" size="xs" disabled={ours.isPending} onClick={() => ours.mutate(settings)}>{t('switchOn')}</Button>
            : <AskFullAccess what={what} />)}
        </Check>
      )}
    </>
  );
}

/** Who can switch it on, and what to write to them. */
function AskFullAccess({ what }: { what: string }): ReactElement {
  const { t } = useTranslation();
  const { data } = useQuery(agentsQuery);
  const able = data?.items.filter(({ access, active }) => access === 'full' && active).map(({ name }) => name) ?? [];
  return <Ask whom={able} text={t('check.askSwitch', { what })} />;
}
