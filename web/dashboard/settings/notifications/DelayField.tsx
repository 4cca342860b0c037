import { NativeSelect, TextInput } from '@mantine/core';
import { useId, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { secondsOf, unitOf, units, type Unit } from './delay.ts';

interface Props {
  label: string;
  hint: string;
  value: number;
  error: string | undefined;
  onChange: (seconds: number) => void;
}

const isUnit = (text: string): text is Unit => text in units;

/** A length of time as number and unit. */
export function DelayField({ label, hint, value, error, onChange }: Props): ReactElement {
  const { t } = useTranslation();
  const name = useId();
  const [typed, setTyped] = useState({ amount: String(value / units[unitOf(value)]), unit: unitOf(value) });
  // What somebody else saved shows; what is being typed stays, also while it is no number.
  const stands = Object.is(secondsOf(typed.amount, typed.unit), value) || Number.isNaN(value);
  const shown = stands ? typed : { amount: String(value / units[unitOf(value)]), unit: unitOf(value) };
  const take = (amount: string, unit: Unit): void => {
    setTyped({ amount, unit });
    onChange(secondsOf(amount, unit));
  };
  return (
    <div className="delay" role="group" aria-labelledby={name}>
      <span id={name}>{label}</span>
      <TextInput aria-label={label} inputMode="decimal" autoComplete="off" maxLength={8} value={shown.amount} error={error !== undefined}
        onChange={({ currentTarget }) => take(currentTarget.value, shown.unit)} />
      <NativeSelect aria-label={t('notify.unit', { name: label })} value={shown.unit}
        data={(Object.keys(units) as Unit[]).map((unit) => ({ value: unit, label: t(`unit.${unit}`) }))}
        onChange={({ currentTarget }) => isUnit(currentTarget.value) && take(shown.amount, currentTarget.value)} />
      <span className="hint">{hint}</span>
      {error && <span className="wrong">{error}</span>}
    </div>
  );
}
