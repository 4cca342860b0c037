import { describe, expect, it } from 'vitest';
import { initials } from './Face.tsx';

describe('The initials of a name', () => {
  it('are those of the first and the last word', () => {
    expect(initials('Anna')).toBe('A');
    expect(initials('anna holdas')).toBe('AH');
    expect(initials('  Dr. Nagy  Éva ')).toBe('DÉ');
  });

  it('are whole characters, or nothing', () => {
    expect(initials('🦉 owl')).toBe('🦉O');
    expect(initials('')).toBe('');
  });
});
