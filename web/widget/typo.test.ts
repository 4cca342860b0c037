import { describe, expect, it } from 'vitest';
import { isOneSlip, meantAddress } from './src/typo.ts';

describe('A slip in a mail domain', () => {
  it.each([
    ['anna@gmial.com', 'anna@gmail.com'], ['anna@gmai.com', 'anna@gmail.com'], ['anna@gmaill.com', 'anna@gmail.com'], ['anna@gnail.com', 'anna@gmail.com'],
    ['anna@gmail.co', 'anna@gmail.com'], ['Anna.B@HOTMIAL.com', 'Anna.B@hotmail.com'], ['b@feemail.hu', 'b@freemail.hu'], ['b@seznma.cz', 'b@seznam.cz'],
  ])('of %s is pointed out as %s', (written, meant) => {
    expect(meantAddress(written)).toBe(meant);
  });

  it.each(['anna@gmail.com', 'anna@mail.com', 'anna@ymail.com', 'anna@example.com', 'anna@gmx.at', 'anna@wb.de', 'anna', '', '@gmail.co', 'a@yahoo.de', 'a@outlook.it'])(
    'is not seen in %s', (written) => {
      expect(meantAddress(written)).toBeUndefined();
    });

  it('is one letter more, less, another, or two exchanged', () => {
    for (const [one, other] of [['ab', 'abc'], ['abc', 'ab'], ['abc', 'axc'], ['abc', 'acb'], ['xabc', 'abc']] as const) expect(isOneSlip(one, other), one).toBe(true);
    for (const [one, other] of [['abc', 'abc'], ['abc', 'cba'], ['abcd', 'ab'], ['abc', 'xyc']] as const) expect(isOneSlip(one, other), one).toBe(false);
  });
});
