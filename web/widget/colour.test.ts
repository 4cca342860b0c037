import { describe, expect, it } from 'vitest';
import { inkFor } from './src/colour.ts';

describe('Ink on the account\'s colour', () => {
  it.each([['#000000', '#fff'], ['#3b5bdb', '#fff'], ['#ffffff', '#14161f'], ['#ffd43b', '#14161f'], ['#12B886', '#14161f']])('on %s is %s', (colour, ink) => {
    expect(inkFor(colour)).toEqual({ colour, ink });
  });

  it.each([undefined, '', 'red', '#12', 'url(x)', '#12345g'])('falls back when the colour is %s', (colour) => {
    expect(inkFor(colour)).toEqual({ colour: '#3345b5', ink: '#fff' });
  });
});
