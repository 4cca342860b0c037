import { NativeSelect, TextInput } from '@mantine/core';
import type { MailSettings } from '@nightbell/api';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../shared/api.ts';
import { keys, queryClient } from '../../shared/queries.ts';
import { readSettingsAnew, relayPath, relayQuery } from '../data.ts';
import { PasswordField } from '../form/PasswordField.tsx';
import { SaveBar } from '../form/SaveBar.tsx';
import { useSettingsForm } from '../form/useSettingsForm.ts';
import { fieldsOf, requestOf, type RelayFields } from './relay.ts';

const securities = ['starttls', 'tls', 'auto', 'none'] as const;

async function save(fields: RelayFields): Promise<void> {
  queryClient.setQueryData(relayQuery.queryKey, await send<MailSettings>('PUT', relayPath, requestOf(fields, Boolean(queryClient.getQueryData(relayQuery.queryKey)?.smtp))));
  // Whether mails leave at all is told by the banner, too.
  await Promise.all([readSettingsAnew(), queryClient.invalidateQueries({ queryKey: keys.me })]);
}

/** The account's own mail server, or none: then the installation's. */
export function RelayForm({ saved }: { saved: MailSettings }): ReactElement {
  const { t } = useTranslation();
  const { smtp, from, installation } = saved;
  const form = useSettingsForm(fieldsOf(saved), save);
  const { value, change, errors } = form;
  const way = smtp ? t('relay.own', { host: smtp.host, from }) : t(installation.sends ? 'relay.installation' : 'relay.kept', { from });
  return (
    <form noValidate className="card" onSubmit={form.submit} aria-labelledby="relay">
      <h2 id="relay">{t('relay.server')}</h2>
      <p className={smtp || installation.sends ? 'note' : 'note bell'}>{way}</p>
      <div className="two">
        <TextInput label={t('relay.host')} description={t('relay.hostHint')} autoComplete="off" maxLength={253} value={value.host} error={errors['smtp.host']}
          onChange={({ currentTarget }) => change({ host: currentTarget.value })} />
        <TextInput label={t('relay.from')} description={t('relay.fromHint', { from: installation.from })} type="email" autoComplete="off" maxLength={254} value={value.from} error={errors['from']}
          onChange={({ currentTarget }) => change({ from: currentTarget.value })} />
        <NativeSelect label={t('relay.security')} value={value.security} error={errors['smtp.security']}
          data={securities.map((security) => ({ value: security, label: t(`relay.${security}`) }))}
          onChange={({ currentTarget }) => change({ security: securities.find((security) => security === currentTarget.value) ?? 'starttls' })} />
        <TextInput label={t('relay.port')} inputMode="numeric" autoComplete="off" maxLength={5} value={value.port} error={errors['smtp.port']}
          onChange={({ currentTarget }) => change({ port: currentTarget.value })} />
        <TextInput label={t('relay.user')} autoComplete="off" maxLength={255} value={value.user} error={errors['smtp.user']}
          onChange={({ currentTarget }) => change({ user: currentTarget.value })} />
        <PasswordField label={t('password')} autoComplete="new-password" maxLength={500} value={value.password} error={errors['smtp.password']}
          {...(smtp?.passwordSet ? { description: t('relay.passwordKept') } : {})} onChange={(password) => change({ password })} />
      </div>
      <SaveBar form={form} />
    </form>
  );
}
