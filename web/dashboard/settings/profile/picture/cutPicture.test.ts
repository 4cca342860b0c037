import { describe, expect, it } from 'vitest';
import { middle } from './cutPicture.ts';

describe('What is kept of a picture', () => {
  it('is the square in its middle', () => {
    expect(middle(400, 300)).toEqual({ x: 50, y: 0, side: 300 });
    expect(middle(301, 400)).toEqual({ x: 0, y: 49, side: 301 });
    expect(middle(20, 20)).toEqual({ x: 0, y: 0, side: 20 });
  });
});
