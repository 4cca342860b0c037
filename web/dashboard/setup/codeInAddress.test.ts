import { afterEach, describe, expect, it, vi } from 'vitest';
import { codeInAddress } from './codeInAddress.ts';

describe('The set-up code in the address', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('is read, and is in the address no more', () => {
    const replaceState = vi.fn();
    vi.stubGlobal('location', { hash: '#setup=ABCDE-12345', pathname: '/app', search: '?box=mine' });
    vi.stubGlobal('history', { state: null, replaceState });
    expect(codeInAddress()).toBe('ABCDE-12345');
    expect(replaceState).toHaveBeenCalledWith(null, '', '/app?box=mine');
  });

  it('is empty where the link was not followed', () => {
    vi.stubGlobal('location', { hash: '#elsewhere', pathname: '/app', search: '' });
    expect(codeInAddress()).toBe('');
  });
});
