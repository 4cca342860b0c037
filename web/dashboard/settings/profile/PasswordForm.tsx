import { Button } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../shared/api.ts';
import { useMe } from '../../shared/me.ts';
import { PasswordField } from '../form/PasswordField.tsx';
import { Refusal } from '../form/SaveBar.tsx';
import { useAction } from '../form/useAction.ts';

/** Another password; every other session of mine ends with it. */
export function PasswordForm(): ReactElement {
  const { t } = useTranslation();
  const { email } = useMe();
  const [password, setPassword] = useState('');
  const [newPassword, setNewPassword] = useState('');
  const change = useAction(
    (values: { password: string; newPassword: string }) => send('PUT', '/api/me/password', values),
    () => {
      setPassword('');
      setNewPassword('');
    });
  return (
    <form noValidate className="card" aria-labelledby="my-password" onSubmit={(event) => change.submit(event, { password, newPassword })}>
      <h2 id="my-password">{t('password')}</h2>
      {/* For password managers, which want to know whose password this is. */}
      <input type="email" name="username" autoComplete="username" value={email} readOnly hidden />
      <div className="two">
        <PasswordField label={t('profile.password')} autoComplete="current-password" maxLength={128} value={password} error={change.errors['password']} onChange={setPassword} />
        <PasswordField label={t('profile.newPassword')} autoComplete="new-password" maxLength={128} value={newPassword} error={change.errors['newPassword']} onChange={setNewPassword} />
      </div>
      <p className="hint">{t('profile.passwordHint')}</p>
      {change.run.error && <Refusal error={change.run.error} />}
      {change.run.isSuccess && <p className="note good" role="status">{t('profile.passwordChanged')}</p>}
      <div><Button type="submit" loading={change.run.isPending}>{t('profile.passwordButton')}</Button></div>
    </form>
  );
}
