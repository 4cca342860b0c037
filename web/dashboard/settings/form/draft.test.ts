import { describe, expect, it } from 'vitest';
import { changedIn, toggled, unsettled } from './draft.ts';

describe('A draft', () => {
  const saved = { name: 'Anna', groups: ['a'], count: 1 };

  it('is changed only by what differs from what is saved', () => {
    expect(changedIn(saved, {})).toBe(false);
    expect(changedIn(saved, { groups: ['a'] })).toBe(false);
    expect(changedIn(saved, { groups: ['a', 'b'] })).toBe(true);
  });

  it('keeps what was changed again while it was being saved', () => {
    expect(unsettled({ name: 'Anna B', count: 2 }, { name: 'Anna', count: 2 })).toEqual({ name: 'Anna B' });
    expect(unsettled<Partial<typeof saved>>({ name: 'Anna', groups: ['x'] }, { name: 'Anna' })).toEqual({ groups: ['x'] });
  });

  it('puts a member in once and takes it out', () => {
    expect(toggled(['a', 'b'], 'b', true)).toEqual(['a', 'b']);
    expect(toggled(['a', 'b'], 'a', false)).toEqual(['b']);
  });
});
