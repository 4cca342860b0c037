/** Seconds in the units in which delays are told. */
export const units = { seconds: 1, minutes: 60, hours: 3600 } as const;

export type Unit = keyof typeof units;

/** The largest unit in which a delay is a whole number. */
export function unitOf(seconds: number): Unit {
  if (seconds > 0 && seconds % units.hours === 0) return 'hours';
  return seconds > 0 && seconds % units.minutes === 0 ? 'minutes' : 'seconds';
}

/** What was typed as whole seconds; NaN, which no server takes, for what is no number. */
export function secondsOf(amount: string, unit: Unit): number {
  const number = Number(amount.trim().replace(',', '.'));
  return amount.trim() === '' || !Number.isFinite(number) ? Number.NaN : Math.round(number * units[unit]);
}
