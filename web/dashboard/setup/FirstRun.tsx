import { Button, TextInput } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import bell from '../art/bell.svg';
import { router } from '../routes.tsx';
import { PasswordField } from '../settings/form/PasswordField.tsx';
import { Refusal } from '../settings/form/SaveBar.tsx';
import { useAction } from '../settings/form/useAction.ts';
import { isProblem, send } from '../shared/api.ts';
import { meQuery, queryClient, setupQuery } from '../shared/queries.ts';
import { language } from '../shared/texts.ts';
import { LanguageSwitch } from '../shell/LanguageSwitch.tsx';
import { tellTabs } from '../shell/otherTabs.ts';
import { useTitle } from '../shell/useTitle.ts';
import { codeInAddress } from './codeInAddress.ts';
import '../signin/signIn.css';

interface Owner {
  code: string;
  accountName: string;
  name: string;
  email: string;
  password: string;
}

/** The first account of an installation and its owner, who goes on to what else a start needs. */
export function FirstRun(): ReactElement {
  const { t } = useTranslation();
  useTitle(t('setup.title'));
  const [values, setValues] = useState<Owner>(() => ({ code: codeInAddress(), accountName: '', name: '', email: '', password: '' }));
  const set = (patch: Partial<Owner>): void => setValues((now) => ({ ...now, ...patch }));
  const create = useAction(
    (owner: Owner) => send('POST', '/api/setup', {
      ...owner, email: owner.email.trim(), locale: language(), timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    }),
    () => {
      router.history.replace('/app/start');
      tellTabs();
      void queryClient.refetchQueries(meQuery);
    });
  const { errors, run } = create;
  return (
    <div className="sign-in">
      <header><span className="brand"><img src={bell} alt="" width={34} height={34} />Nightbell</span><LanguageSwitch /></header>
      <main className="set-up">
        <h1>{t('setup.title')}</h1>
        <p>{t('setup.text')}</p>
        <form noValidate aria-label={t('setup.title')} onSubmit={(event) => create.submit(event, values)}>
          <TextInput label={t('setup.code')} description={t('setup.codeHint')} autoComplete="off" spellCheck={false} maxLength={60} value={values.code}
            error={errors['code']} onChange={({ currentTarget }) => set({ code: currentTarget.value })} />
          <TextInput label={t('setup.account')} description={t('setup.accountHint')} autoComplete="organization" maxLength={100} value={values.accountName}
            error={errors['accountName']} onChange={({ currentTarget }) => set({ accountName: currentTarget.value })} />
          <TextInput label={t('setup.name')} description={t('profile.nameHint')} autoComplete="name" maxLength={100} value={values.name}
            error={errors['name']} onChange={({ currentTarget }) => set({ name: currentTarget.value })} />
          <TextInput label={t('email')} description={t('setup.emailHint')} type="email" autoComplete="username" maxLength={254} value={values.email}
            error={errors['email']} onChange={({ currentTarget }) => set({ email: currentTarget.value })} />
          <PasswordField label={t('password')} description={t('setup.passwordHint')} autoComplete="new-password" maxLength={128} value={values.password}
            error={errors['password']} onChange={(password) => set({ password })} />
          {run.error && <Refusal error={run.error} />}
          {isProblem(run.error, 409)
            ? <div><button type="button" className="button" onClick={() => void queryClient.refetchQueries(setupQuery)}>{t('signIn.title')}</button></div>
            : <Button type="submit" loading={run.isPending}>{t('setup.button')}</Button>}
        </form>
      </main>
    </div>
  );
}
