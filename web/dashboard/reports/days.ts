import type { WaitingFigures } from '@nightbell/api';

const Minute = 60;
const millisecondsADay = 86_400_000;

/** A day of a chart: what people read at its foot, and what stands above it. */
export interface DayPoint {
  day: string;
  waits: number;
  offline: number;
  unaccepted: number;
  accepted: number | null;
  answered: number | null;
}

const minutes = (seconds: number | null): number | null => (seconds === null ? null : Math.round((seconds / Minute) * 10) / 10);

/** The figures of days as points; days without a wait keep their place. */
export const pointsOf = ({ days }: WaitingFigures): DayPoint[] => days.map((day) => ({
  day: day.day, waits: day.waits, offline: day.toldOffline, unaccepted: day.toldUnaccepted,
  accepted: minutes(day.accepted.medianSeconds), answered: minutes(day.answered.medianSeconds),
}));

/** How many waits there were, how many were accepted and answered, and of how many somebody was e-mailed. */
export function totalsOf({ days }: WaitingFigures): { waits: number; accepted: number; answered: number; offline: number; unaccepted: number } {
  const sum = (of: (day: WaitingFigures['days'][number]) => number): number => days.reduce((total, day) => total + of(day), 0);
  return {
    waits: sum((day) => day.waits), accepted: sum((day) => day.accepted.count), answered: sum((day) => day.answered.count),
    offline: sum((day) => day.toldOffline), unaccepted: sum((day) => day.toldUnaccepted),
  };
}

/** The first of so many days that end with the last, as the API writes days. */
export const firstOf = (last: string, days: number): string =>
  new Date(Date.parse(`${last}T00:00:00Z`) - (days - 1) * millisecondsADay).toISOString().slice(0, 'yyyy-mm-dd'.length);

/** A day as people read it at the foot of a chart: "24 Nov". */
export const shortDay = (day: string, language: string): string =>
  new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
