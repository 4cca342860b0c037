import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { follow, pauseAfter } from './stream.ts';

let server: Server | undefined;
const open: { close: () => void }[] = [];

afterEach(() => {
  for (const stream of open.splice(0)) stream.close();
  server?.closeAllConnections();
  server?.close();
});

/** A real server on loopback whose n-th connection is answered by the n-th handler. */
async function serve(...handlers: ((request: IncomingMessage, response: ServerResponse) => void)[]): Promise<{ base: string; cursors: (string | undefined)[] }> {
  const cursors: (string | undefined)[] = [];
  server = createServer((request, response) => {
    const handler = handlers[Math.min(cursors.length, handlers.length - 1)];
    cursors.push(request.headers['last-event-id'] as string | undefined);
    handler?.(request, response);
  });
  const listening = server;
  return { base: `http://127.0.0.1:${await listenBelow(32_768, listening)}`, cursors };
}

/** Listens on a free port below the range that outgoing connections take theirs from. */
async function listenBelow(limit: number, listening: Server): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const port = limit - 1 - Math.floor(Math.random() * 10_000);
    const free = await new Promise<boolean>((resolve) => {
      listening.once('error', () => resolve(false));
      listening.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (free) return port;
  }
  throw new Error('no free port');
}

const stream = (text: string, end: boolean) => (_: IncomingMessage, response: ServerResponse): void => {
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  response.write(text);
  if (end) response.end();
};

describe('Following a stream', () => {
  it('resumes where it broke off', async () => {
    const { base, cursors } = await serve(
      stream('id: 4\nevent: hello\ndata: {}\n\nid: 5\nevent: message\ndata: {"n":5}\n\n', true),
      stream('id: 6\nevent: message\ndata: {"n":6}\n\n', false));
    const got: unknown[] = [];
    open.push(follow({ base, path: '/events', pause: () => Promise.resolve(), onEvent: (event, data) => got.push([event, data]) }));
    await vi.waitUntil(() => got.length === 2);
    expect(got).toEqual([['message', { n: 5 }], ['message', { n: 6 }]]);
    expect(cursors).toEqual([undefined, '5']);
  });

  it('says when everything must be read anew', async () => {
    const { base } = await serve(stream('id: 9\nevent: reset\ndata: {}\n\n', false));
    const reset = vi.fn();
    open.push(follow({ base, path: '/events', onEvent: () => expect.unreachable(), onReset: reset }));
    await vi.waitUntil(() => reset.mock.calls.length === 1);
  });

  it('ends when it is refused for good', async () => {
    const { base, cursors } = await serve((_, response) => {
      response.writeHead(401, { 'Content-Type': 'application/problem+json' });
      response.end('{"code":"sign_in_needed"}');
    });
    const code = await new Promise((resolve) => {
      open.push(follow({ base, path: '/events', onEvent: () => expect.unreachable(), onRefused: (problem) => resolve(problem.code) }));
    });
    expect(code).toBe('sign_in_needed');
    expect(cursors).toHaveLength(1);
  });

  it('keeps trying, ever more slowly, while the server is in trouble', async () => {
    const { base } = await serve((_, response) => {
      response.writeHead(503);
      response.end();
    });
    const pauses: number[] = [];
    await new Promise<void>((resolve) => {
      open.push(follow({
        base, path: '/events', onEvent: () => expect.unreachable(), random: () => 1,
        pause: (milliseconds) => {
          pauses.push(milliseconds);
          if (pauses.length === 8) resolve();
          return pauses.length === 8 ? new Promise(() => undefined) : Promise.resolve();
        },
      }));
    });
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });
});

describe('A stream that breaks off right after its greeting', () => {
  it('is tried ever more slowly too', async () => {
    const { base } = await serve(stream('id: 1\nevent: hello\ndata: {}\n\n', true));
    const pauses: number[] = [];
    await new Promise<void>((resolve) => {
      open.push(follow({
        base, path: '/events', onEvent: () => expect.unreachable(), random: () => 1,
        pause: (milliseconds) => {
          pauses.push(milliseconds);
          if (pauses.length === 4) resolve();
          return pauses.length === 4 ? new Promise(() => undefined) : Promise.resolve();
        },
      }));
    });
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000]);
  });
});

describe('The pause before connecting again', () => {
  it('lies between one second and thirty, and differs from client to client', () => {
    for (let failures = 1; failures < 2_000; failures += 1) {
      for (const random of [0, 0.5, 0.999]) {
        expect(pauseAfter(failures, random)).toBeGreaterThanOrEqual(1_000);
        expect(pauseAfter(failures, random)).toBeLessThanOrEqual(30_000);
      }
    }
    expect(pauseAfter(6, 0.1)).not.toBe(pauseAfter(6, 0.9));
  });
});
