import type { WidgetConfig } from '@nightbell/api/types';
import { describe, expect, it, vi } from 'vitest';
import { Chat } from './src/chat.ts';
import type { Identity } from './src/contract.ts';
import type { Memory, Remembered } from './src/memory.ts';

/** A chat whose visitor is known by a token, and every signature with which the server was told who they are; it believes one of them. */
function chatOf(identity: () => Identity, believed: string): { chat: Chat; signatures: unknown[]; errors: object[] } {
  const [signatures, errors]: [unknown[], object[]] = [[], []];
  vi.stubGlobal('fetch', (address: string, { body }: { body?: string }) => {
    if (!address.endsWith('/visitor')) return Promise.resolve(new Response(null, { status: 204 }));
    const { signature } = (JSON.parse(body ?? '{}') as { identity: Identity }).identity;
    signatures.push(signature);
    return Promise.resolve(signature === believed ? Response.json({ email: null, answersTo: null }) : Response.json({ code: 'identity_expired' }, { status: 403 }));
  });
  const memory = {
    value: { token: 't' } as Remembered,
    onElsewhere: () => undefined,
    set(change: Remembered) { this.value = { ...this.value, ...change }; },
  };
  const chat = new Chat({
    base: '', key: 'key', memory: memory as unknown as Memory, config: {} as WidgetConfig, status: { online: true, reason: null }, cursor: undefined,
    share: () => ({ close: () => undefined, alone: () => true, cursor: () => undefined }), group: () => undefined, languages: () => 'en', identity,
    changed: () => undefined, forgotten: () => undefined, tell: (_, detail) => errors.push(detail),
  });
  return { chat, signatures, errors };
}

describe('A signed identity', () => {
  it('that was refused is told once, and again with another signature', async () => {
    let [signature, signedAt] = ['old', '2026-11-26T08:30:00Z'];
    const { chat, signatures, errors } = chatOf(() => ({ userId: '4711', signedAt, signature }), 'new');
    await chat.refresh(false);
    await chat.refresh(false);
    expect([signatures, errors]).toEqual([['old'], [{ code: 'identity_expired' }]]);
    signature = 'new';
    await chat.refresh(false);
    // What the server has heard is not said again, whatever it is signed with on the next page.
    [signature, signedAt] = ['newer', '2026-11-26T20:30:00Z'];
    await chat.refresh(false);
    expect(signatures).toEqual(['old', 'new']);
    // Whoever has not written is forgotten after some weeks, and was told of by then.
    [signature, signedAt] = ['new', '2026-11-27T08:30:00Z'];
    await chat.refresh(false);
    expect(signatures).toEqual(['old', 'new', 'new']);
  });
});
