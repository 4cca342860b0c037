import { Button, TextInput } from '@mantine/core';
import { useEffect, useRef, useState, type ReactElement, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from '../shared/api.ts';

interface Props {
  error: Error | null;
  pending: boolean;
  submit: (code: string) => void;
  back: () => void;
}

/** The second step of signing in: what the authenticator shows. */
export function CodeForm({ error, pending, submit, back }: Props): ReactElement {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const [missing, setMissing] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), [error]);
  const send = (event: SyntheticEvent): void => {
    event.preventDefault();
    setMissing(code.trim() === '');
    if (code.trim() !== '') submit(code.trim());
  };
  return (
    <form noValidate onSubmit={send}>
      <TextInput ref={field} label={t('signIn.code')} description={t('signIn.codeHint')} name="code" autoComplete="one-time-code" spellCheck={false} maxLength={40}
        value={code} error={missing ? t('form.required') : undefined} onChange={({ currentTarget }) => setCode(currentTarget.value)} />
      {error && <p className="note bad" role="alert">{words(error)}</p>}
      <Button type="submit" loading={pending}>{t('signIn.button')}</Button>
      <p><button type="button" className="link" onClick={back}>{t('signIn.other')}</button></p>
    </form>
  );
}
