import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../shared/me.ts';

/** What is wrong with my own address, if mail does not reach it: the server's words, what to do, and a text to send on. */
export function AddressTrouble(): ReactElement | null {
  const { t } = useTranslation();
  const { email, address } = useMe();
  if (address.state === 'usable') return null;
  return (
    <div className={`note ${address.state === 'unusable' ? 'bad' : 'bell'}`} role="alert">
      <p><strong>{address.text}</strong> {address.advice}</p>
      <p>{t(`address.${address.state}`, { email })}</p>
      {address.letter && <details><summary>{t('address.letter')}</summary><pre className="letter">{address.letter}</pre></details>}
    </div>
  );
}
