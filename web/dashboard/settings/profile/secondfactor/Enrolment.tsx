import { Button, TextInput } from '@mantine/core';
import type { NewSecondFactor } from '@nightbell/api';
import { lazy, Suspense, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../../shared/api.ts';
import { CopyButton } from '../../form/CopyButton.tsx';
import { Refusal } from '../../form/SaveBar.tsx';
import { useAction } from '../../form/useAction.ts';

const QrCode = lazy(async () => ({ default: (await import('./QrCode.tsx')).QrCode }));

/** Letters that are read at a glance. */
const SecretGroup = /.{1,4}/g;

interface Props {
  secret: NewSecondFactor;
  confirmed: (recoveryCodes: readonly string[]) => void;
  cancel: () => void;
}

/** The secret for an authenticator, and a code that proves that it was taken over. */
export function Enrolment({ secret: { secret, uri }, confirmed, cancel }: Props): ReactElement {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const confirm = useAction(async (tried: string) => {
    confirmed((await send<{ recoveryCodes: string[] }>('PUT', '/api/me/second-factor', { code: tried })).recoveryCodes);
  });
  return (
    <form noValidate className="editor" aria-label={t('secondFactor.begin')} onSubmit={(event) => confirm.submit(event, code)}>
      <ol className="enrolment">
        <li>
          <p>{t('secondFactor.scan')}</p>
          <Suspense fallback={<p className="quiet" role="status">{t('loading')}</p>}><QrCode text={uri} label={t('secondFactor.qr')} /></Suspense>
          <p>{t('secondFactor.type')}</p>
          <p className="row"><code className="secret">{secret.match(SecretGroup)?.join(' ')}</code><CopyButton text={secret} name={t('secondFactor.secret')} /></p>
        </li>
        <li>
          <TextInput label={t('secondFactor.code')} description={t('secondFactor.codeHint')} inputMode="numeric" autoComplete="one-time-code" maxLength={7}
            className="code-field" value={code} error={confirm.errors['code']} onChange={({ currentTarget }) => setCode(currentTarget.value)} />
        </li>
      </ol>
      {confirm.run.error && <Refusal error={confirm.run.error} />}
      <div className="row">
        <Button type="submit" loading={confirm.run.isPending}>{t('secondFactor.turnOn')}</Button>
        <button type="button" className="button" onClick={cancel}>{t('form.cancel')}</button>
      </div>
    </form>
  );
}
