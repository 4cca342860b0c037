import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../shared/api.ts';
import { readSettingsAnew } from '../data.ts';
import { Refusal } from '../form/SaveBar.tsx';
import { useSettingsForm } from '../form/useSettingsForm.ts';

interface Invitation {
  email: string;
  name: string;
  access: string;
}

const nobody: Invitation = { email: '', name: '', access: 'limited' };

/** Asks a colleague to join. Whoever was asked before is asked once more. */
export function InviteForm(): ReactElement {
  const { t } = useTranslation();
  const [invited, setInvited] = useState('');
  const form = useSettingsForm(nobody, async ({ email, name, access }) => {
    await send('POST', '/api/agents', { email: email.trim(), access, ...(name.trim() ? { name } : {}) });
    void readSettingsAnew();
    setInvited(email.trim());
  });
  const { value, change, errors } = form;
  return (
    <form noValidate className="card" aria-labelledby="invite" onSubmit={form.submit}>
      <h2 id="invite">{t('agents.invite')}</h2>
      <div className="two">
        <TextInput label={t('email')} type="email" autoComplete="off" maxLength={254} value={value.email} error={errors['email']}
          onChange={({ currentTarget }) => change({ email: currentTarget.value })} />
        <TextInput label={t('agents.name')} autoComplete="off" maxLength={100} value={value.name} error={errors['name']} placeholder={t('form.optional')}
          onChange={({ currentTarget }) => change({ name: currentTarget.value })} />
        <NativeSelect label={t('agents.access')} value={value.access} onChange={({ currentTarget }) => change({ access: currentTarget.value })}
          data={[{ value: 'limited', label: t('access.limited') }, { value: 'full', label: t('access.full') }]} />
      </div>
      <p className="hint">{t('agents.inviteHint')}</p>
      {form.error && <Refusal error={form.error} />}
      <div className="row">
        <Button type="submit" loading={form.saving}>{t('agents.inviteButton')}</Button>
        <span className="quiet" role="status">{form.saved ? t('agents.invited', { email: invited }) : ''}</span>
      </div>
    </form>
  );
}
