import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Memory } from './src/memory.ts';

const stored = new Map<string, string>();

beforeEach(() => {
  stored.clear();
  vi.stubGlobal('addEventListener', () => undefined);
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => stored.get(name) ?? null, setItem: (name: string, text: string) => stored.set(name, text), removeItem: (name: string) => stored.delete(name),
  });
});

const unsent = [{ id: 'a', body: { text: 'Nobody else\'s' } }];

describe('What a browser remembers', () => {
  it('is the choices alone when the visitor signs out, and nothing that they wrote', () => {
    const memory = new Memory('key');
    memory.set({ token: 't', unsent, consent: true, known: true, seen: 3, told: 'Dóra' });
    memory.forget();
    expect(memory.value).toEqual({ consent: true });
    expect(new Memory('key').value).toEqual({ consent: true });
  });

  it('is also what has not arrived when the server has forgotten them', () => {
    const memory = new Memory('key');
    memory.set({ token: 't', unsent, silent: true });
    memory.forget(false, unsent);
    expect(new Memory('key').value).toEqual({ unsent, silent: true });
  });

  it('is what this page knows where nothing more can be stored', () => {
    const memory = new Memory('key');
    memory.set({ silent: true });
    vi.spyOn(localStorage, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    memory.set({ token: 't' });
    memory.set({ known: true });
    expect(memory.value).toEqual({ silent: true, token: 't', known: true });
    expect(new Memory('key').value).toEqual({ silent: true });
  });

  it('is nothing when consent is withdrawn', () => {
    const memory = new Memory('key');
    memory.set({ token: 't', unsent, consent: true, silent: true });
    memory.forget(true);
    expect(stored.size).toBe(0);
  });
});
