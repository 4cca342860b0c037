import { describe, expect, it } from 'vitest';
import { fitted } from './fitted.ts';

describe('A picture in the conversation', () => {
  it('keeps its proportions, and its place before it is there', () => {
    expect(fitted(4000, 3000)).toEqual({ width: 280, height: 210 });
    expect(fitted(3000, 4000)).toEqual({ width: 165, height: 220 });
    expect(fitted(32, 16)).toEqual({ width: 32, height: 16 });
    expect(fitted(20_000, 4)).toEqual({ width: 280, height: 1 });
  });
});
