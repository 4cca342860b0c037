import { describe, expect, it } from 'vitest';
import { firstOf, pointsOf, shortDay, totalsOf } from './days.ts';

const none = { count: 0, medianSeconds: null, p90Seconds: null };
const figures = {
  from: '2026-03-01', to: '2026-03-02', timeZone: 'Europe/Budapest',
  days: [
    { day: '2026-03-01', waits: 0, accepted: none, answered: none, toldOffline: 0, toldUnaccepted: 0 },
    {
      day: '2026-03-02', waits: 3, accepted: { count: 2, medianSeconds: 90, p90Seconds: 200 }, answered: { count: 1, medianSeconds: 333, p90Seconds: 333 },
      toldOffline: 1, toldUnaccepted: 2,
    },
  ],
};

describe('figures of days', () => {
  it('keep the place of a day without a wait, and tell minutes', () => {
    expect(pointsOf(figures)).toEqual([
      { day: '2026-03-01', waits: 0, offline: 0, unaccepted: 0, accepted: null, answered: null },
      { day: '2026-03-02', waits: 3, offline: 1, unaccepted: 2, accepted: 1.5, answered: 5.6 },
    ]);
  });

  it('add up', () => {
    expect(totalsOf(figures)).toEqual({ waits: 3, accepted: 2, answered: 1, offline: 1, unaccepted: 2 });
  });

  it('begin so many days before the last, also over the end of February', () => {
    expect(firstOf('2026-03-01', 1)).toBe('2026-03-01');
    expect(firstOf('2026-03-01', 7)).toBe('2026-02-23');
  });

  it('are named in the language', () => {
    expect(shortDay('2026-03-02', 'en')).toBe('Mar 2');
    expect(shortDay('2026-03-02', 'hu')).toBe('márc. 2.');
  });
});
