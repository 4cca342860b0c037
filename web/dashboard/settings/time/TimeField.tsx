import { TextInput } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { tidyTime } from './clockTime.ts';

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Wrong; what it is stands elsewhere. */
  invalid?: boolean;
  error?: string | undefined;
  hideLabel?: boolean;
}

/** A time of day by the 24-hour clock, typed as one likes: "8", "830", "8:30". The browser's own field follows its country, not the agent's. */
export function TimeField({ label, value, onChange, invalid = false, error, hideLabel = false }: Props): ReactElement {
  const [typing, setTyping] = useState<string>();
  return (
    <TextInput className="time" {...(hideLabel ? { 'aria-label': label } : { label })} inputMode="numeric" maxLength={5} autoComplete="off" placeholder="00:00"
      value={typing ?? value} error={error ?? invalid}
      onChange={({ currentTarget }) => {
        setTyping(currentTarget.value);
        onChange(tidyTime(currentTarget.value));
      }}
      onBlur={() => setTyping(undefined)} />
  );
}
