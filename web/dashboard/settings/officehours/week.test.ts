import type { OfficeHours } from '@nightbell/api';
import { describe, expect, it } from 'vitest';
import { drawn, onWeekdays, standing, weekMinutes, withClosed, withSpan } from './week.ts';

const Zone = 'Europe/Budapest';
const nine = { from: '09:00', to: '17:00' };

const hours = (days: OfficeHours['days'], closed: string[] = []): OfficeHours => ({ enabled: true, timeZone: Zone, days, closed });
const at = (iso: string): number => Date.parse(iso);
const until = (of: OfficeHours, iso: string): [boolean, string | undefined] => {
  const { open, until: moment } = standing(of, Zone, at(iso));
  return [open, moment === undefined ? undefined : new Date(moment).toISOString()];
};

describe('A week of office hours', () => {
  it('gets the usual span on an empty day, and one behind the last on any other', () => {
    expect(withSpan([])).toEqual([nine]);
    expect(withSpan([nine])).toEqual([nine, { from: '18:00', to: '20:00' }]);
    expect(withSpan([{ from: '20:00', to: '24:00' }]).at(-1)).toEqual({ from: '23:00', to: '24:00' });
  });

  it('copies a day to the weekdays and leaves the weekend', () => {
    const days = onWeekdays({ monday: [nine], saturday: [], sunday: [{ from: '10:00', to: '11:00' }] }, [nine]);
    expect(days['friday']).toEqual([nine]);
    expect(days['saturday']).toEqual([]);
    expect(days['sunday']).toHaveLength(1);
    expect(weekMinutes(days)).toBe(5 * 8 * 60 + 60);
  });

  it('draws nothing of what makes no sense yet', () => {
    expect(drawn([{ from: '9', to: '17:00' }, { from: '18:00', to: '12:00' }, { from: 'x', to: '24:00' }])).toEqual([{ at: 9 / 24, length: 8 / 24 }]);
  });

  it('keeps closed days once and in order', () => {
    expect(withClosed(['2026-12-25'], '2026-01-01')).toEqual(['2026-01-01', '2026-12-25']);
    expect(withClosed(['2026-12-25'], '2026-12-25')).toEqual(['2026-12-25']);
    expect(withClosed(['2026-12-25'], 'tomorrow')).toEqual(['2026-12-25']);
  });
});

describe('Whether the office is open', () => {
  // 26 November 2026 is a Thursday; Budapest is an hour ahead of UTC.
  it('is told until when', () => {
    expect(until(hours({ thursday: [nine] }), '2026-11-26T10:00:00Z')).toEqual([true, '2026-11-26T16:00:00.000Z']);
    expect(until(hours({ thursday: [nine] }), '2026-11-26T16:00:00Z')).toEqual([false, '2026-12-03T08:00:00.000Z']);
    expect(until(hours({ friday: [nine] }), '2026-11-26T10:00:00Z')).toEqual([false, '2026-11-27T08:00:00.000Z']);
  });

  it('goes on over midnight where two days meet', () => {
    const night = hours({ wednesday: [{ from: '20:00', to: '24:00' }], thursday: [{ from: '00:00', to: '04:00' }] });
    expect(until(night, '2026-11-25T22:00:00Z')).toEqual([true, '2026-11-26T03:00:00.000Z']);
    expect(until(night, '2026-11-25T23:30:00Z')).toEqual([true, '2026-11-26T03:00:00.000Z']);
  });

  it('skips closed days', () => {
    expect(until(hours({ thursday: [nine], friday: [nine] }, ['2026-11-26']), '2026-11-26T10:00:00Z')).toEqual([false, '2026-11-27T08:00:00.000Z']);
  });

  it('has no end around the clock, and no beginning without hours', () => {
    const always = { from: '00:00', to: '24:00' };
    const days = Object.fromEntries(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].map((day) => [day, [always]]));
    expect(until(hours(days), '2026-11-26T10:00:00Z')).toEqual([true, undefined]);
    expect(until(hours({}), '2026-11-26T10:00:00Z')).toEqual([false, undefined]);
  });
});
