import { describe, expect, it } from 'vitest';
import { Patterns } from './src/contact.ts';

describe('A telephone number', () => {
  it.each(['+36 1 234 5678', '06-1/234.5678', '(1) 234', '112'])('such as %s is taken', (number) => {
    expect(Patterns['phone']?.test(number)).toBe(true);
  });

  it.each(['12', 'call me', '+36 1 234 5678 ext. 2', '1'.repeat(41), '36+1'])('is asked for once more where %s is written, which the server refuses', (number) => {
    expect(Patterns['phone']?.test(number)).toBe(false);
  });
});
