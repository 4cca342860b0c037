import type { MessageFigures, OfficeHours } from '@nightbell/api';
import { timeOf } from '../settings/time/clockTime.ts';
import { weekdays, type Weekday } from '../settings/time/zoned.ts';

/** Shades from none to the busiest hour. */
const Shades = 4;

/** Minutes. */
const Hour = 60;

export interface HeatHour {
  hour: number;
  messages: number;
  offline: number;
  /** 0 for nobody wrote, up to 4 for the busiest hour of the week. */
  shade: number;
  /** Whether some of the hour is inside the written office hours; true of all where there are none. */
  open: boolean;
}

export interface HeatDay {
  weekday: Weekday;
  hours: HeatHour[];
}

/** A week of hours, Monday first, shaded by how much visitors wrote. */
export function heatOf({ hours, officeHours }: MessageFigures): HeatDay[] {
  const most = Math.max(1, ...hours.map(({ visitorMessages }) => visitorMessages));
  return weekdays.map((weekday) => ({
    weekday,
    hours: hours.filter((of) => of.weekday === weekday).map(({ hour, visitorMessages, offlineMessages }) => ({
      hour, messages: visitorMessages, offline: offlineMessages,
      shade: Math.ceil((visitorMessages / most) * Shades), open: isOpen(officeHours, weekday, hour),
    })),
  }));
}

function isOpen({ enabled, days }: OfficeHours, weekday: Weekday, hour: number): boolean {
  if (!enabled) return true;
  const [begins, ends] = [timeOf(hour * Hour), timeOf((hour + 1) * Hour)];
  return (days[weekday] ?? []).some(({ from, to }) => from < ends && to > begins);
}
