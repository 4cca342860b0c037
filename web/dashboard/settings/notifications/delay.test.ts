import { describe, expect, it } from 'vitest';
import { secondsOf, unitOf } from './delay.ts';

describe('A delay', () => {
  it('is told in the largest unit in which it is whole', () => {
    expect([10, 90, 120, 3_600, 5_400, 0].map(unitOf)).toEqual(['seconds', 'seconds', 'minutes', 'hours', 'minutes', 'seconds']);
  });

  it('is read with a point or a comma, and is no number when it is none', () => {
    expect([secondsOf('2', 'minutes'), secondsOf('1,5', 'minutes'), secondsOf('1.5', 'hours')]).toEqual([120, 90, 5_400]);
    expect([secondsOf('', 'seconds'), secondsOf('soon', 'minutes')]).toEqual([Number.NaN, Number.NaN]);
  });
});
