import type { OfficeHours } from '@nightbell/api';
import { DayMinutes, minutesOf, timeOf } from '../time/clockTime.ts';
import { dateOf, daysLater, momentOf, wallOf, weekdayOf, weekdays, type Weekday } from '../time/zoned.ts';

export type Span = OfficeHours['days'][string][number];
export type Days = OfficeHours['days'];

/** Minutes: what a new span gets, and how much later than the last one it begins. */
const NewSpan = { from: 9 * 60, to: 17 * 60 };
const Gap = 60;
const ShortSpan = 2 * 60;

/** Days that are looked ahead for the next opening; a longer closure is told without a time. */
const LookAhead = 31;

export const spansOf = (days: Days, day: Weekday): Span[] => days[day] ?? [];

/** A day with one more span: the usual one, or one behind those that it has, as far as the day goes. */
export function withSpan(spans: readonly Span[]): Span[] {
  const last = Math.max(-Gap, ...spans.map(({ to }) => minutesOf(to) ?? 0));
  if (spans.length === 0) return [{ from: timeOf(NewSpan.from), to: timeOf(NewSpan.to) }];
  const from = Math.min(last + Gap, DayMinutes - Gap);
  return [...spans, { from: timeOf(from), to: timeOf(Math.min(from + ShortSpan, DayMinutes)) }];
}

/** One day's spans for all days from Monday to Friday. */
export const onWeekdays = (days: Days, spans: readonly Span[]): Days =>
  ({ ...days, ...Object.fromEntries(weekdays.slice(0, 5).map((day) => [day, spans.map((span) => ({ ...span }))])) });

/** What can be drawn of a day: spans that make sense, as fractions of it. */
export const drawn = (spans: readonly Span[]): { at: number; length: number }[] => spans.flatMap(({ from, to }) => {
  const [start, end] = [minutesOf(from), minutesOf(to)];
  return start !== undefined && end !== undefined && start < end ? [{ at: start / DayMinutes, length: (end - start) / DayMinutes }] : [];
});

/** Minutes of all spans of a week that make sense. */
export const weekMinutes = (days: Days): number =>
  weekdays.reduce((sum, day) => sum + drawn(spansOf(days, day)).reduce((minutes, { length }) => minutes + Math.round(length * DayMinutes), 0), 0);

export interface Standing {
  open: boolean;
  /** When that changes; undefined when it does not for a month. */
  until: number | undefined;
}

/** Whether written hours are open at a moment, and until when they stay so. */
export function standing({ days, closed }: OfficeHours, zone: string, now: number): Standing {
  const today = wallOf(now, zone);
  // Yesterday, too: its last span may reach midnight, and this day's first begin there.
  const spans = Array.from({ length: LookAhead + 1 }, (_, index) => daysLater(today, index - 1))
    .filter((wall) => !closed.includes(dateOf(wall)))
    .flatMap((wall) => spansOf(days, weekdayOf(wall)).flatMap(({ from, to }) => {
      const [start, end] = [minutesOf(from), minutesOf(to)];
      return start === undefined || end === undefined || start >= end ? []
        : [{ from: momentOf({ ...wall, minutes: start }, zone), to: momentOf({ ...wall, minutes: end }, zone) }];
    }))
    .sort((a, b) => a.from - b.from);
  let until: number | undefined;
  for (const { from, to } of spans) {
    if (until !== undefined && from <= until) until = Math.max(until, to);
    else if (until === undefined && from <= now && now < to) until = to;
  }
  const horizon = momentOf({ ...daysLater(today, LookAhead - 1), minutes: 0 }, zone);
  if (until !== undefined) return { open: true, until: until < horizon ? until : undefined };
  return { open: false, until: spans.find(({ from }) => from > now)?.from };
}

/** Closed days in their order, with one more; what is no day changes nothing. */
export const withClosed = (closed: readonly string[], date: string): string[] =>
  /^\d{4}-\d{2}-\d{2}$/.test(date) ? [...new Set([...closed, date])].sort() : [...closed];
