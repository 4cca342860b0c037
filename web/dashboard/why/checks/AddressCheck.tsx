import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../shared/api.ts';
import { useFormat, useMe } from '../../shared/me.ts';
import { Ask } from './Ask.tsx';
import { Check } from './Check.tsx';

/** Whether mail reaches my address; a link that is mailed there proves it. */
export function AddressCheck(): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const { email, address } = useMe();
  const confirm = useMutation({ mutationFn: () => send('POST', '/api/me/address/confirmation') });
  return (
    <>
      <Check mark={address.state === 'usable' ? 'ok' : 'stops'} title={t(address.state === 'usable' ? 'check.address' : 'check.addressBad', { email })}>
        {address.state !== 'usable' && (
          <>
            {address.since && <p className="hint">{t('since', { at: format.moment(address.since) })}</p>}
            <p>{address.text} {address.advice}</p>
            <p>{t(`address.${address.state}`, { email })}</p>
            {address.letter && <><h4>{t('address.letter')}</h4><Ask whom={[]} text={address.letter} /></>}
          </>
        )}
        <p className="hint">{address.renewedAt ? t('check.addressRenewed', { at: format.moment(address.renewedAt) }) : t('check.addressNeverRenewed')}</p>
        <p className="hint">{t('check.addressTry')}</p>
        <Button variant="default" size="xs" disabled={confirm.isPending} onClick={() => confirm.mutate()}>{t('check.confirm')}</Button>
        {confirm.isSuccess && <p className="note good" role="status">{t('check.confirmSent', { email })}</p>}
      </Check>
    </>
  );
}
