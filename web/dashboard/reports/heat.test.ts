import { describe, expect, it } from 'vitest';
import { heatOf } from './heat.ts';

const names = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const week = (messages: Record<string, number>, enabled: boolean) => ({
  from: '2026-03-02', to: '2026-03-08', timeZone: 'UTC',
  hours: names.flatMap((weekday) => Array.from({ length: 24 }, (_, hour) => ({
    weekday, hour, visitorMessages: messages[`${weekday} ${hour}`] ?? 0, offlineMessages: 0, agentMessages: 0,
  }))),
  officeHours: { enabled, timeZone: 'UTC', days: { monday: [{ from: '08:30', to: '17:00' }], tuesday: [{ from: '22:00', to: '24:00' }] }, closed: [] },
});

describe('the week of hours', () => {
  it('is shaded by the busiest hour, and the least message is seen', () => {
    const days = heatOf(week({ 'monday 9': 40, 'monday 10': 20, 'sunday 3': 1 }, false));
    expect(days.map(({ weekday }) => weekday)).toEqual(names);
    expect([9, 10, 11].map((hour) => days[0]?.hours[hour]?.shade)).toEqual([4, 2, 0]);
    expect(days[6]?.hours[3]?.shade).toBe(1);
  });

  it('knows which hours are open', () => {
    const days = heatOf(week({}, true));
    expect([7, 8, 16, 17].map((hour) => days[0]?.hours[hour]?.open)).toEqual([false, true, true, false]);
    expect([21, 22, 23].map((hour) => days[1]?.hours[hour]?.open)).toEqual([false, true, true]);
    expect(days[2]?.hours[9]?.open).toBe(false);
  });

  it('is open everywhere where no hours count', () => {
    expect(heatOf(week({}, false)).every(({ hours }) => hours.every(({ open }) => open))).toBe(true);
  });
});
