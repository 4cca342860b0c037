import type { MessageFigures, OfficeHours } from '@nightbell/api';

/** Shades from none to the busiest hour. */
const Shades = 4;

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
  weekday: string;
  hours: HeatHour[];
}

/** A week of hours, Monday first, shaded by how much visitors wrote. */
export function heatOf({ hours, officeHours }: MessageFigures): HeatDay[] {
  const most = Math.max(1, ...hours.map(({ visitorMessages }) => visitorMessages));
  const days: HeatDay[] = [];
  for (const { weekday, hour, visitorMessages, offlineMessages } of hours) {
    let day = days.find((known) => known.weekday === weekday);
    if (!day) days.push(day = { weekday, hours: [] });
    day.hours.push({
      hour, messages: visitorMessages, offline: offlineMessages,
      shade: visitorMessages === 0 ? 0 : Math.ceil((visitorMessages / most) * Shades), open: isOpen(officeHours, weekday, hour),
    });
  }
  return days;
}

function isOpen({ enabled, days }: OfficeHours, weekday: string, hour: number): boolean {
  if (!enabled) return true;
  const clock = (value: number): string => `${String(value).padStart(2, '0')}:00`;
  return (days[weekday] ?? []).some(({ from, to }) => {
    const [begins, ends] = [clock(hour), clock(hour + 1)];
    // A span that ends no later than it begins reaches into the next day.
    return to > from ? from < ends && to > begins : from < ends;
  });
}
