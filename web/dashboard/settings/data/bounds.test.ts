import { describe, expect, it } from 'vitest';
import { dayBounds } from './bounds.ts';

describe('days of an export', () => {
  it('begin and end at midnight on the wall of the agent', () => {
    expect(dayBounds('2026-01-10', '2026-01-11', 'Europe/Budapest')).toEqual({ from: '2026-01-09T23:00:00.000Z', to: '2026-01-11T23:00:00.000Z' });
    expect(dayBounds('2026-07-10', '', 'Europe/Budapest')).toEqual({ from: '2026-07-09T22:00:00.000Z' });
    expect(dayBounds('', '', 'UTC')).toEqual({});
  });

  it('are as long as they were when the clocks changed', () => {
    expect(dayBounds('2026-03-29', '2026-03-29', 'Europe/Budapest')).toEqual({ from: '2026-03-28T23:00:00.000Z', to: '2026-03-29T22:00:00.000Z' });
  });
});
