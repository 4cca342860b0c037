import { Button, TextInput } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../shared/api.ts';
import { useMe } from '../../shared/me.ts';
import { PasswordField } from '../form/PasswordField.tsx';
import { Refusal } from '../form/SaveBar.tsx';
import { useAction } from '../form/useAction.ts';

/** Another address: it counts once the link that is sent there was followed. */
export function EmailForm(): ReactElement {
  const { t } = useTranslation();
  const me = useMe();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const change = useAction(
    (values: { email: string; password: string }) => send('POST', '/api/me/email', values),
    () => {
      setEmail('');
      setPassword('');
    });
  return (
    <form noValidate className="card" aria-labelledby="my-email" onSubmit={(event) => change.submit(event, { email: email.trim(), password })}>
      <h2 id="my-email">{t('email')}</h2>
      <p>{t('profile.emailNow', { email: me.email })}</p>
      <p className="hint">{t('profile.emailHint')}</p>
      <div className="two">
        <TextInput label={t('profile.newEmail')} type="email" autoComplete="email" maxLength={254} value={email} error={change.errors['email']}
          onChange={({ currentTarget }) => setEmail(currentTarget.value)} />
        <PasswordField label={t('profile.password')} autoComplete="current-password" maxLength={128} value={password} error={change.errors['password']} onChange={setPassword} />
      </div>
      {change.run.error && <Refusal error={change.run.error} />}
      {change.run.isSuccess && <p className="note good" role="status">{t('profile.emailSent', { email: change.run.variables.email })}</p>}
      <div><Button type="submit" loading={change.run.isPending}>{t('profile.emailButton')}</Button></div>
    </form>
  );
}
