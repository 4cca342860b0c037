import { describe, expect, it } from 'vitest';
import { saidIn, withText } from './automatic.ts';

describe('What the chat says by itself', () => {
  it('is the account\'s own where it has words, else what comes with the language', () => {
    const text = withText({ on: true, texts: { en: 'Later' } }, 'hu', 'Holnap');
    expect(text.texts).toEqual({ en: 'Later', hu: 'Holnap' });
    expect(saidIn(text, 'hu', 'Most nem')).toBe('Holnap');
    expect(saidIn(text, 'de', 'Nicht da')).toBe('Nicht da');
    expect(saidIn({ ...text, on: false }, 'hu', 'Most nem')).toBeUndefined();
  });

  it('is no word where only blanks were left', () => {
    expect(withText({ on: true, texts: { hu: 'Holnap' } }, 'hu', '  ').texts).toEqual({});
  });
});
