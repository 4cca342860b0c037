import { describe, expect, it } from 'vitest';
import { linesOf } from './lines.ts';

describe('a change of a setting', () => {
  it('of one value is one line without a name', () => {
    expect(linesOf(true, false)).toEqual([{ name: '', was: 'true', becomes: 'false' }]);
    expect(linesOf('pro', 'standard')).toEqual([{ name: '', was: 'pro', becomes: 'standard' }]);
    expect(linesOf(null, 'changed')).toEqual([{ name: '', was: undefined, becomes: 'changed' }]);
  });

  it('of several names those that differ, and no id', () => {
    expect(linesOf({ id: '1', active: true, access: 'full' }, { id: '1', active: false, access: 'full' }))
      .toEqual([{ name: 'active', was: 'true', becomes: 'false' }]);
  });

  it('of what was not there, or is no more, names all of it', () => {
    expect(linesOf(null, { id: '1', email: 'a@b.example' })).toEqual([{ name: 'email', was: undefined, becomes: 'a@b.example' }]);
    expect(linesOf({ id: '1', name: 'Night' }, null)).toEqual([{ name: 'name', was: 'Night', becomes: undefined }]);
  });
});
