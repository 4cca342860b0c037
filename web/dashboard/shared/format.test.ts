import { describe, expect, it } from 'vitest';
import { formatOf } from './format.ts';

const now = Date.parse('2026-11-26T22:30:00Z');

describe('Times', () => {
  it('are told in the agent\'s zone, with the date when it is not today there', () => {
    const budapest = formatOf('en', 'Europe/Budapest');
    expect(budapest.moment('2026-11-26T22:15:00Z', now)).toBe('23:15');
    expect(budapest.moment('2026-11-25T22:15:00Z', now)).toBe('Nov 25, 23:15');
    // Tomorrow has begun in Auckland, and it is the same day there.
    expect(formatOf('en', 'Pacific/Auckland').moment('2026-11-26T22:15:00Z', now)).toBe('11:15');
    expect(budapest.moment('2025-11-26T22:15:00Z', now)).toBe('Nov 26, 2025, 23:15');
    expect(budapest.day('2026-12-31T23:15:00Z', now)).toBe('Friday, January 1, 2027');
    expect(budapest.exact('2026-11-26T22:15:07Z', now)).toBe('23:15:07');
  });

  it('are told in the agent\'s language', () => {
    expect(formatOf('hu', 'Europe/Budapest').moment('2026-11-25T22:15:00Z', now)).toBe('nov. 25. 23:15');
    expect(formatOf('hu', 'Europe/Budapest').list(['Anna', 'Béla'])).toBe('Anna és Béla');
  });

  it('are told in the browser\'s zone when it does not know the agent\'s', () => {
    expect(formatOf('en', 'Mars/Olympus').moment('2026-11-26T22:15:00Z', now)).toMatch(/\d\d:\d\d$/);
  });
});

describe('Sizes', () => {
  it('are told in the largest unit of which there is one, and in kilobytes at least', () => {
    const { size } = formatOf('en', 'UTC');
    expect([0, 7, 1_499, 999_400, 2 ** 20, 20 * 2 ** 20].map(size)).toEqual(['1 kB', '1 kB', '1 kB', '976 kB', '1 MB', '20 MB']);
    expect(formatOf('hu', 'UTC').size(1_550_000)).toBe('1,5 MB');
  });
});

describe('Ages', () => {
  const { age } = formatOf('en', 'UTC');
  const ago = (seconds: number): string => age(now - seconds * 1_000, now);

  it('are told in one unit', () => {
    expect([ago(5), ago(61), ago(3_599), ago(3_600), ago(47 * 3_600), ago(49 * 3_600)]).toEqual(['5 sec', '1 min', '59 min', '1 hr', '47 hr', '2 days']);
  });

  it('are never less than nothing, whatever the clocks say', () => {
    expect(ago(-30)).toBe('0 sec');
  });
});
