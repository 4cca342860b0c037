import { describe, expect, it } from 'vitest';
import { plain } from './src/plain.ts';

describe('What is pasted', () => {
  it('loses the controls that the server refuses, and keeps tabs and lines', () => {
    expect(plain('\u0000a\u0007\tb\r\n\u0085c\u007f \n')).toBe('a\tb\nc');
  });

  it('is kept otherwise, to the letter', () => {
    expect(plain('Őrült jó 🌙 <b>\u200d</b>')).toBe('Őrült jó 🌙 <b>\u200d</b>');
  });
});
