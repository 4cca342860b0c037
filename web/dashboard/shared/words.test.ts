import { NetworkTrouble, Problem } from '@nightbell/api';
import { describe, expect, it, vi } from 'vitest';
import { words } from './api.ts';

describe('Why it did not work', () => {
  it('is said of a fault of ours, too, which is reported', () => {
    const report = vi.fn();
    vi.stubGlobal('reportError', report);
    const fault = new RangeError('Invalid time value');
    expect(() => words(fault)).not.toThrow();
    expect(report).toHaveBeenCalledExactlyOnceWith(fault);
    words(new NetworkTrouble());
    words(new Problem(409, 'id_taken', undefined, {}, undefined));
    expect(report).toHaveBeenCalledTimes(1);
  });
});
