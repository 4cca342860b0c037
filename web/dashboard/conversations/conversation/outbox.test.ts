import { describe, expect, it } from 'vitest';
import { isStuck, readOutbox } from './outbox.ts';

const unsent = { id: 'a', conversation: 'c', text: 'hello', at: 1_000 };

describe('Answers that were not confirmed', () => {
  it('are read as far as they can be', () => {
    expect(readOutbox(JSON.stringify([unsent, { id: 'b' }, 7, null]))).toEqual([unsent]);
    expect([readOutbox('{'), readOutbox('{}'), readOutbox(undefined)]).toEqual([[], [], []]);
  });

  it('wait for a hand once they failed, or once the page that sent them must be gone', () => {
    expect(isStuck(unsent, 2_000)).toBe(false);
    expect(isStuck({ ...unsent, failed: 'network' }, 2_000)).toBe(true);
    expect(isStuck(unsent, 60_000)).toBe(true);
  });
});
