import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../shared/api.ts';
import { readSettingsAnew } from '../data.ts';
import { Refusal } from '../form/SaveBar.tsx';
import { useAction } from '../form/useAction.ts';

interface Invitation {
  email: string;
  name: string;
  access: string;
}

const nobody: Invitation = { email: '', name: '', access: 'limited' };

/** Asks a colleague to join. Whoever was asked before is asked once more. */
export function InviteForm(): ReactElement {
  const { t } = useTranslation();
  const [values, setValues] = useState(nobody);
  const invite = useAction(
    async ({ email, name, access }: Invitation) => {
      await send('POST', '/api/agents', { email: email.trim(), access, ...(name.trim() ? { name } : {}) });
      await readSettingsAnew();
    },
    () => setValues(nobody));
  const set = (patch: Partial<Invitation>): void => setValues((now) => ({ ...now, ...patch }));
  return (
    <form noValidate className="card" aria-labelledby="invite" onSubmit={(event) => invite.submit(event, values)}>
      <h2 id="invite">{t('agents.invite')}</h2>
      <div className="two">
        <TextInput label={t('email')} type="email" autoComplete="off" maxLength={254} value={values.email} error={invite.errors['email']}
          onChange={({ currentTarget }) => set({ email: currentTarget.value })} />
        <TextInput label={t('agents.name')} autoComplete="off" maxLength={100} value={values.name} error={invite.errors['name']} placeholder={t('form.optional')}
          onChange={({ currentTarget }) => set({ name: currentTarget.value })} />
        <NativeSelect label={t('agents.access')} value={values.access} onChange={({ currentTarget }) => set({ access: currentTarget.value })}
          data={[{ value: 'limited', label: t('access.limited') }, { value: 'full', label: t('access.full') }]} />
      </div>
      <p className="hint">{t('agents.inviteHint')}</p>
      {invite.run.error && <Refusal error={invite.run.error} />}
      <div className="row">
        <Button type="submit" loading={invite.run.isPending}>{t('agents.inviteButton')}</Button>
        <span className="quiet" role="status">{invite.run.isSuccess ? t('agents.invited', { email: invite.run.variables.email.trim() }) : ''}</span>
      </div>
    </form>
  );
}
