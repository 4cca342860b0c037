import type { Events } from '@nightbell/api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keys, queryClient } from '../shared/queries.ts';
import { takeEvent } from './takeEvent.ts';
import { writerOf } from './typing.ts';

const writes = (from: Events['typing']['from'], name: string | null): void =>
  takeEvent('me', { event: 'typing', data: { conversationId: 'c', from, name } });

describe('Who is writing', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    queryClient.setQueryData(keys.me, { id: 'me', name: 'Anna' });
  });

  afterEach(() => {
    vi.runAllTimers();
    vi.useRealTimers();
    queryClient.clear();
  });

  it('is the visitor, also while one writes oneself', () => {
    writes('visitor', 'Vera');
    writes('agent', 'Anna');
    expect(writerOf('c')).toEqual({ from: 'visitor', name: 'Vera' });
  });

  it('is a colleague, and nobody six seconds later', () => {
    writes('agent', 'Béla');
    expect(writerOf('c')?.name).toBe('Béla');
    vi.advanceTimersByTime(6_000);
    expect(writerOf('c')).toBeUndefined();
  });

  it('is nobody any more when the message has come', () => {
    writes('visitor', 'Vera');
    takeEvent('me', { event: 'message', data: { conversationId: 'c', from: 'visitor' } as Events['message'] });
    expect(writerOf('c')).toBeUndefined();
  });
});
