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

  it('is shown as it came where it is none, so that the page opens all the same', () => {
    vi.stubGlobal('location', { hash: '#setup=%', pathname: '/app', search: '' });
    vi.stubGlobal('history', { state: null, replaceState: vi.fn() });
    expect(codeInAddress()).toBe('%');
  });

  it('is empty where the link was not followed', () => {
    vi.stubGlobal('location', { hash: '#elsewhere', pathname: '/app', search: '' });
    expect(codeInAddress()).toBe('');
  });
});
