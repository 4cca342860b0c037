/** Milliseconds. */
const Minute = 60_000;

export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

export type Weekday = (typeof weekdays)[number];

/** A moment as the clock on a wall shows it; months from 1. */
export interface Wall {
  year: number;
  month: number;
  day: number;
  minutes: number;
}

/** What the clock on a wall of that zone shows. */
export function wallOf(at: number, zone: string): Wall {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric',
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.find((found) => found.type === type)?.value);
  return { year: part('year'), month: part('month'), day: part('day'), minutes: part('hour') * 60 + part('minute') };
}

const asUtc = ({ year, month, day, minutes }: Wall): number => Date.UTC(year, month - 1, day, 0, minutes);

/** When that clock shows that. A time that is skipped as summer begins is read as if it had not begun; of one that comes twice, one of both. */
export function momentOf(wall: Wall, zone: string): number {
  const wanted = asUtc(wall);
  let at = wanted;
  // The offset there may differ from the one here: twice is enough, offsets change far less often than daily.
  for (let turn = 0; turn < 2; turn++) at = wanted - (asUtc(wallOf(at, zone)) - Math.floor(at / Minute) * Minute);
  return at;
}

/** The same wall some days later; the calendar carries over. */
export function daysLater(wall: Wall, days: number): Wall {
  const date = new Date(Date.UTC(wall.year, wall.month - 1, wall.day + days));
  return { ...wall, year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

export const weekdayOf = ({ year, month, day }: Wall): Weekday =>
  weekdays[(new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7] ?? 'monday';

/** "2026-12-25", as the API writes days. */
export const dateOf = ({ year, month, day }: Wall): string =>
  `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;

/** The next time that it is that weekday and that late there; never the past. */
export function nextMoment(day: Weekday, minutes: number, now: number, zone: string): number {
  const today = { ...wallOf(now, zone), minutes };
  for (let days = 0; days <= 7; days++) {
    const wall = daysLater(today, days);
    const at = momentOf(wall, zone);
    if (weekdayOf(wall) === day && at >= now) return at;
  }
  return now;
}

/** A zone that this browser knows; the server keeps zones that it may not. */
export function knownZone(zone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}

/** A weekday's name, as it begins a line. */
export function nameOfDay(day: Weekday, language: string, length: 'long' | 'short' = 'long'): string {
  // 1 January 2024 was a Monday.
  const name = new Intl.DateTimeFormat(language, { weekday: length, timeZone: 'UTC' }).format(Date.UTC(2024, 0, 1 + weekdays.indexOf(day)));
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
}
