import { Button, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import type { MailSettings } from '@nightbell/api';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldErrors, send, words } from '../../shared/api.ts';
import { keys, queryClient } from '../../shared/queries.ts';
import { DefaultPort, requestOf, securities, valuesOf, type RelayValues } from './relay.ts';

const names = ['smtp.host', 'smtp.port', 'smtp.security', 'smtp.user', 'smtp.password', 'from'] as const;

/** The account's own mail server, or none. A refused save keeps what was typed and says what is wrong beside it. */
export function RelayForm({ settings }: { settings: MailSettings }): ReactElement {
  const { t } = useTranslation();
  const { smtp, from, installation } = settings;
  const [values, setValues] = useState(valuesOf(settings));
  const save = useMutation({
    meta: { saysItself: true },
    mutationFn: () => send<MailSettings>('PUT', '/api/settings/mail', requestOf(values)),
    onSuccess: (saved) => {
      setValues(valuesOf(saved));
      queryClient.setQueryData([...keys.settings, 'mail'], saved);
      return queryClient.invalidateQueries({ queryKey: keys.me });
    },
  });
  const errors = fieldErrors(save.error, names);
  const field = (name: keyof RelayValues, path: (typeof names)[number]) => ({
    name: path, value: values[name], error: errors[path],
    onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) => setValues({ ...values, [name]: value }),
  });
  const way = smtp ? t('relay.own', { host: smtp.host, from }) : t(installation.sends ? 'relay.installation' : 'relay.kept', { from });
  return (
    <form className="settings-form" noValidate onSubmit={(event) => {
      event.preventDefault();
      save.mutate();
    }}>
      <p className={`note ${smtp || installation.sends ? '' : 'bell'}`}>{way}</p>
      <TextInput label={t('relay.host')} description={t('relay.hostHint')} maxLength={254} autoComplete="off" {...field('host', 'smtp.host')} />
      <TextInput label={t('relay.port')} inputMode="numeric" maxLength={5} placeholder={DefaultPort} autoComplete="off" {...field('port', 'smtp.port')} />
      <NativeSelect label={t('relay.security')} data={securities.map((value) => ({ value, label: t(`relay.${value}`) }))} {...field('security', 'smtp.security')} />
      <TextInput label={t('relay.user')} maxLength={254} autoComplete="off" {...field('user', 'smtp.user')} />
      <PasswordInput label={t('password')} {...(smtp?.passwordSet ? { description: t('relay.passwordKept') } : {})} maxLength={500} autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }} {...field('password', 'smtp.password')} />
      <TextInput label={t('relay.from')} type="email" maxLength={254} autoComplete="off" {...field('from', 'from')} />
      {save.error && Object.keys(errors).length === 0 && <p className="note bad" role="alert">{words(save.error)}</p>}
      {save.isSuccess && <p className="note good" role="status">{t('saved')}</p>}
      <Button type="submit" loading={save.isPending}>{t('relay.save')}</Button>
    </form>
  );
}
