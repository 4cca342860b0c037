import { Button } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { PasswordField } from '../../form/PasswordField.tsx';
import { Refusal } from '../../form/SaveBar.tsx';
import { useAction } from '../../form/useAction.ts';

interface Props {
  title: string;
  button: string;
  act: (password: string) => Promise<unknown>;
  cancel: () => void;
}

/** Asks for the password before what changes how one signs in: a browser may have been left alone. */
export function PasswordStep({ title, button, act, cancel }: Props): ReactElement {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const action = useAction(act);
  return (
    <form noValidate className="editor" aria-label={title} onSubmit={(event) => action.submit(event, password)}>
      <PasswordField label={t('profile.password')} autoComplete="current-password" maxLength={128} value={password} error={action.errors['password']} onChange={setPassword} />
      {action.run.error && <Refusal error={action.run.error} />}
      <div className="row">
        <Button type="submit" loading={action.run.isPending}>{button}</Button>
        <button type="button" className="button" onClick={cancel}>{t('form.cancel')}</button>
      </div>
    </form>
  );
}
