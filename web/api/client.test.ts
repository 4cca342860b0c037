import { describe, expect, it } from 'vitest';
import { createSend } from './client.ts';
import { mayPass, NetworkTrouble, Problem } from './problem.ts';

const answering = (response: () => Response): { send: ReturnType<typeof createSend>; asked: [string, RequestInit][] } => {
  const asked: [string, RequestInit][] = [];
  const send = createSend({
    base: 'https://chat.example', token: () => 'secret', language: () => 'hu',
    fetch: (url, init) => {
      asked.push([url as string, init ?? {}]);
      return Promise.resolve(response());
    },
  });
  return { send, asked };
};

describe('A request', () => {
  it('carries token, language and JSON', async () => {
    const { send, asked } = answering(() => new Response('{"ok":true}'));
    expect(await send('POST', '/x', { a: 1 })).toEqual({ ok: true });
    const [url, init] = asked[0]!;
    const headers = new Headers(init.headers);
    expect(url).toBe('https://chat.example/x');
    expect([headers.get('Authorization'), headers.get('Accept-Language'), headers.get('Content-Type'), init.body])
      .toEqual(['Bearer secret', 'hu', 'application/json', '{"a":1}']);
  });

  it('gives nothing for an empty answer', async () => {
    expect(await answering(() => new Response(null, { status: 204 })).send('PUT', '/x')).toBeUndefined();
  });

  it('refused by the server says which field breaks which rule', async () => {
    const body = JSON.stringify({ code: 'invalid', title: 'Not valid', errors: { email: ['email'], name: 'too_long' } });
    const error = await answering(() => new Response(body, { status: 400 })).send('POST', '/x').catch((caught: unknown) => caught) as Problem;
    expect(error).toBeInstanceOf(Problem);
    expect([error.status, error.code, error.detail, error.errors]).toEqual([400, 'invalid', 'Not valid', { email: ['email'], name: ['too_long'] }]);
    expect(mayPass(error)).toBe(false);
  });

  it('refused by something in between is a problem too', async () => {
    const error = await answering(() => new Response('<html>', { status: 502, headers: { 'Retry-After': '7' } })).send('GET', '/x').catch((caught: unknown) => caught) as Problem;
    expect([error.code, error.retryAfterSeconds, mayPass(error)]).toEqual(['http_502', 7, true]);
  });

  it('that never arrives is trouble with the network', async () => {
    const send = createSend({ fetch: () => Promise.reject(new TypeError('Failed to fetch')) });
    const error = await send('GET', '/x').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(NetworkTrouble);
    expect(mayPass(error)).toBe(true);
  });
});
