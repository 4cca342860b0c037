import { DayMinutes, minutesOf, timeOf } from '../time/clockTime.ts';
import { replaced } from '../form/draft.ts';
import type { Span } from './week.ts';

/** Minutes to which dragging snaps, and which a span keeps. */
export const Step = 15;

export type Part = 'from' | 'to' | 'whole';

const within = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);

/** A day after one of its spans, or an end of it, was dragged by some minutes: it stays inside the day and between its neighbours. */
export function dragged(spans: readonly Span[], at: number, part: Part, by: number): Span[] {
  const span = spans[at];
  const [from, to] = [minutesOf(span?.from ?? ''), minutesOf(span?.to ?? '')];
  if (!span || from === undefined || to === undefined || from >= to) return [...spans];
  const others = spans.filter((_, index) => index !== at);
  const least = Math.max(0, ...others.map((other) => minutesOf(other.to) ?? 0).filter((end) => end <= from));
  const most = Math.min(DayMinutes, ...others.map((other) => minutesOf(other.from) ?? DayMinutes).filter((start) => start >= to));
  const snapped = (value: number): number => Math.round(value / Step) * Step;
  if (part === 'from') return replaced(spans, at, { ...span, from: timeOf(within(snapped(from + by), least, to - Step)) });
  if (part === 'to') return replaced(spans, at, { ...span, to: timeOf(within(snapped(to + by), from + Step, most)) });
  const start = within(snapped(from + by), least, most - (to - from));
  return replaced(spans, at, { from: timeOf(start), to: timeOf(start + to - from) });
}
