import { describe, expect, it } from 'vitest';
import { minutesOf, tidyTime } from './clockTime.ts';
import { momentOf, nextMoment, wallOf, weekdayOf } from './zoned.ts';

const Zone = 'Europe/Budapest';
const iso = (at: number): string => new Date(at).toISOString();

describe('The clock on a wall', () => {
  it('shows a moment, and a moment is found by it', () => {
    const wall = { year: 2026, month: 7, day: 1, minutes: 10 * 60 };
    expect(wallOf(Date.parse('2026-07-01T08:00:00Z'), Zone)).toEqual(wall);
    expect(iso(momentOf(wall, Zone))).toBe('2026-07-01T08:00:00.000Z');
    expect(weekdayOf(wall)).toBe('wednesday');
  });

  it('counts with summer time on the day itself', () => {
    // The clocks go back at 03:00 on 25 October 2026.
    expect(iso(momentOf({ year: 2026, month: 10, day: 25, minutes: 60 }, Zone))).toBe('2026-10-24T23:00:00.000Z');
    expect(iso(momentOf({ year: 2026, month: 10, day: 25, minutes: 4 * 60 }, Zone))).toBe('2026-10-25T03:00:00.000Z');
  });

  it('comes to the next such time, today included', () => {
    const thursday = Date.parse('2026-11-26T10:00:00Z');
    expect(iso(nextMoment('sunday', 3 * 60 + 10, thursday, Zone))).toBe('2026-11-29T02:10:00.000Z');
    expect(iso(nextMoment('thursday', 12 * 60, thursday, Zone))).toBe('2026-11-26T11:00:00.000Z');
    expect(iso(nextMoment('thursday', 9 * 60, thursday, Zone))).toBe('2026-12-03T08:00:00.000Z');
  });
});

describe('A typed time of day', () => {
  it('is read in the ways people write it', () => {
    expect(['8', '08', '830', '8:30', '8.30', '8 30', ' 17:05 ', '24', '24:00'].map(tidyTime))
      .toEqual(['08:00', '08:00', '08:30', '08:30', '08:30', '08:30', '17:05', '24:00', '24:00']);
  });

  it('stays as it was typed when it is none', () => {
    expect(['', '25', '24:30', '8:60', 'noon', '1:2'].map(tidyTime)).toEqual(['', '25', '24:30', '8:60', 'noon', '1:2']);
    expect(minutesOf('24:01')).toBeUndefined();
  });
});
