import { Checkbox } from '@mantine/core';
import type { ReactElement } from 'react';

interface Choice {
  value: string;
  label: string;
}

/** Several of a few, in the order in which they stand here. */
export function Checks({ legend, choices, chosen, error, change }: {
  legend: string; choices: readonly Choice[]; chosen: readonly string[]; error: string | undefined; change: (chosen: string[]) => void;
}): ReactElement {
  return (
    <fieldset className="group">
      <legend>{legend}</legend>
      {choices.map(({ value, label }) => (
        <Checkbox key={value} label={label} description={value} checked={chosen.includes(value)}
          onChange={({ currentTarget: { checked } }) => change(choices.map((choice) => choice.value).filter((one) => (one === value ? checked : chosen.includes(one))))} />
      ))}
      {error && <p className="wrong" role="alert">{error}</p>}
    </fieldset>
  );
}
