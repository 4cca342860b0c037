import { Button, PasswordInput, TextInput } from '@mantine/core';
import type { Demo } from '@nightbell/api';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ReactElement, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import bell from '../art/bell.svg';
import { isProblem, send, words } from '../shared/api.ts';
import { keys, meQuery, queryClient } from '../shared/queries.ts';
import { tellTabs } from '../shell/otherTabs.ts';
import { LanguageSwitch } from '../shell/LanguageSwitch.tsx';
import { useTitle } from '../shell/useTitle.ts';
import { CodeForm } from './CodeForm.tsx';
import './signIn.css';

interface Credentials {
  email: string;
  password: string;
  code?: string;
}

/** The password was right, and a code is asked for. */
const isCodeAsked = (error: unknown): boolean => isProblem(error, 401) && error.code.startsWith('code_');

/** Signing in, with one press in the demo; it leads where the address says. */
export function SignIn(): ReactElement {
  const { t } = useTranslation();
  useTitle(t('signIn.title'));
  const [values, setValues] = useState<Credentials>({ email: '', password: '' });
  const [missing, setMissing] = useState(false);
  const signIn = useMutation({
    meta: { saysItself: true },
    mutationFn: (credentials: Credentials) => send('POST', '/api/session', credentials),
    onSuccess: () => {
      tellTabs();
      return queryClient.refetchQueries(meQuery);
    },
  });
  // Whose code is asked for: stays while one is wrong, too often, or lost on its way.
  const [second, setSecond] = useState<Credentials>();
  const asked = second ?? (isCodeAsked(signIn.error) ? signIn.variables : undefined);
  const tryCode = (code: string): void => {
    if (!asked) return;
    setSecond(asked);
    signIn.mutate({ ...asked, code });
  };
  const startAnew = (): void => {
    setSecond(undefined);
    signIn.reset();
  };
  const demo = useQuery({ queryKey: keys.demo, queryFn: () => send<Demo>('GET', '/api/demo'), retry: false }).data;
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const empty = values.email.trim() === '' || values.password === '';
    setMissing(empty);
    if (!empty) signIn.mutate({ email: values.email.trim(), password: values.password });
  };
  const required = (value: string): string | undefined => (missing && value.trim() === '' ? t('form.required') : undefined);
  const deep = new URLSearchParams(location.search).has('conversation');
  return (
    <div className="sign-in">
      <header><span className="brand"><img src={bell} alt="" width={34} height={34} />Nightbell</span><LanguageSwitch /></header>
      <main>
        <h1>{t('signIn.title')}</h1>
        {deep && <p className="note bell">{t('signIn.deep')}</p>}
        {asked ? <CodeForm error={second ? signIn.error : null} pending={signIn.isPending} submit={tryCode} back={startAnew} /> : (
          <>
            <form noValidate onSubmit={submit}>
              <TextInput label={t('email')} type="email" name="email" autoComplete="username" maxLength={254} value={values.email}
                error={required(values.email)} onChange={({ currentTarget: { value } }) => setValues({ ...values, email: value })} />
              <PasswordInput label={t('password')} name="password" autoComplete="current-password" maxLength={128} value={values.password}
                error={required(values.password)} visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
                onChange={({ currentTarget: { value } }) => setValues({ ...values, password: value })} />
              {signIn.error && <p className="note bad" role="alert">{isProblem(signIn.error, 401) ? t('problem.sign_in_failed') : words(signIn.error)}</p>}
              <Button type="submit" loading={signIn.isPending}>{t('signIn.button')}</Button>
            </form>
            <p><a href="/reset">{t('signIn.forgot')}</a></p>
            {demo && (
              <section className="hints" aria-labelledby="hints">
                <h2 id="hints">{t('signIn.demo')}</h2>
                {demo.agents.map(({ name, email }) => (
                  <button key={email} type="button" className="button" onClick={() => signIn.mutate({ email, password: demo.password })}>
                    <strong>{name}</strong><span className="quiet">{email}</span>
                  </button>
                ))}
              </section>
            )}
          </>
        )}
      </main>
    </div>
  );
}
