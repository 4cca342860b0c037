import { TextInput } from '@mantine/core';
import type { NotificationSettings } from '@nightbell/api';
import { useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { replaced, without } from '../form/draft.ts';

type List = NotificationSettings['additionalRecipients'];

interface Props {
  recipients: List;
  saved: List;
  errors: Readonly<Record<string, string>>;
  onChange: (recipients: List) => void;
}

/** Addresses besides the agents': each is asked by a link whether it wants this. */
export function Recipients({ recipients, saved, errors, onChange }: Props): ReactElement {
  const { t } = useTranslation();
  const list = useRef<HTMLUListElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const isSaved = (address: string): boolean => saved.some((present) => present.address === address);
  const add = (): void => {
    onChange([...recipients, { address: '', confirmed: false }]);
    requestAnimationFrame(() => list.current?.querySelector<HTMLInputElement>('li:last-child input')?.focus());
  };
  const remove = (at: number): void => {
    onChange(without(recipients, at));
    button.current?.focus();
  };
  return (
    <fieldset className="group">
      <legend>{t('notify.additional')}</legend>
      <p className="hint">{t('notify.additionalHint')}</p>
      <ul ref={list} className="recipients">
        {recipients.map(({ address, confirmed }, at) => (
          // Typing changes the address, so the place is the key.
          <li key={at}>
            <TextInput aria-label={t('notify.address', { number: at + 1 })} type="email" maxLength={254} autoComplete="off" placeholder="info@example.com"
              value={address} readOnly={isSaved(address) && confirmed} error={errors[`additionalRecipients[${at}].address`] ?? errors[`additionalRecipients[${at}]`]}
              onChange={({ currentTarget }) => onChange(replaced(recipients, at, { address: currentTarget.value, confirmed: false }))} />
            {isSaved(address) && <span className={`chip ${confirmed ? 'good' : 'bell'}`}>{t(confirmed ? 'notify.confirmed' : 'notify.unconfirmed')}</span>}
            <button type="button" className="button" aria-label={t('notify.removeAddress', { address: address || at + 1 })} onClick={() => remove(at)}>
              {t('form.remove')}
            </button>
          </li>
        ))}
      </ul>
      {errors['additionalRecipients'] && <p className="wrong">{errors['additionalRecipients']}</p>}
      <div><button ref={button} type="button" className="button" onClick={add}>{t('notify.addAddress')}</button></div>
    </fieldset>
  );
}
