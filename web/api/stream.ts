import { headersOf, type ClientOptions } from './client.ts';
import { StreamParser, type StreamEvent } from './parser.ts';
import { readProblem, type Problem } from './problem.ts';

/** Milliseconds before the first attempt to connect again. */
const FirstPause = 1_000;

/** Milliseconds the pause never exceeds. */
const LongestPause = 30_000;

/** Milliseconds a stream must have stood before its end counts as a new trouble, not as more of the same. */
const StoodWell = 10_000;

/** Milliseconds without a byte after which a stream counts as dead: the server comments every 15 s. */
const SilenceLimit = 40_000;

export interface StreamOptions extends ClientOptions {
  path: string;
  /** The cursor to go on after, when another stream stood there. */
  after?: string | undefined;
  /** An event arrived; `data` is parsed JSON. */
  onEvent: (event: string, data: unknown, cursor: string | undefined) => void;
  /** The stream stands: whatever changes from here on arrives as an event. */
  onHello?: (cursor: string | undefined) => void;
  /** The stream was lost for so long that the cursor is too old: read everything anew. */
  onReset?: (cursor: string | undefined) => void;
  /** The connection came up or broke. */
  onConnection?: (connected: boolean) => void;
  /** The server refuses for good (401, 403, 404); the stream has ended. */
  onRefused?: (problem: Problem) => void;
  /** Waits; ends early when the signal aborts. Exchanged in tests. */
  pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  random?: () => number;
}

/** Waits; ends early when there is news of the network, or the signal aborts. */
export const sleep = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      removeEventListener('online', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    // The network is back: no reason to sit out the rest of the pause.
    addEventListener('online', done);
    signal.addEventListener('abort', done, { once: true });
  });

/** The pause after so many failures in a row: doubles from 1 s to 30 s, less a random part, so that clients spread. */
export function pauseAfter(failures: number, random: number): number {
  const full = Math.min(LongestPause, FirstPause * 2 ** Math.min(failures - 1, 10));
  return Math.max(FirstPause, full * (0.5 + random / 2));
}

/**
 * Follows a stream until closed: connects again by itself, resuming with `Last-Event-ID`
 * so that no event is lost or repeated.
 */
export function follow(options: StreamOptions): { close: () => void } {
  const closed = new AbortController();
  const pause = options.pause ?? sleep;
  const random = options.random ?? Math.random;
  let cursor = options.after;
  let failures = 0;

  const take = (event: StreamEvent): void => {
    cursor = event.id ?? cursor;
    if (event.event === 'hello') options.onHello?.(cursor);
    else if (event.event === 'reset') options.onReset?.(cursor);
    else deliver(options, event);
  };

  const connect = async (): Promise<boolean> => {
    const attempt = new AbortController();
    const abort = (): void => attempt.abort();
    closed.signal.addEventListener('abort', abort, { once: true });
    let silence = setTimeout(abort, SilenceLimit);
    try {
      const headers = headersOf(options);
      headers.set('Accept', 'text/event-stream');
      if (cursor !== undefined) headers.set('Last-Event-ID', cursor);
      const response = await (options.fetch ?? fetch)((options.base ?? '') + options.path, {
        headers, cache: 'no-store', signal: attempt.signal,
      });
      if (!response.ok || !response.body) return await refused(options, response);
      options.onConnection?.(true);
      const parser = new StreamParser();
      const reader = response.body.getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return true;
        clearTimeout(silence);
        silence = setTimeout(abort, SilenceLimit);
        for (const event of parser.push(value)) if (!closed.signal.aborted) take(event);
      }
    } catch {
      return true;
    } finally {
      clearTimeout(silence);
      attempt.abort();
      closed.signal.removeEventListener('abort', abort);
    }
  };

  const isClosed = (): boolean => closed.signal.aborted;

  const run = async (): Promise<void> => {
    while (!isClosed()) {
      const began = Date.now();
      const again = await connect();
      if (isClosed()) return;
      options.onConnection?.(false);
      if (!again) return;
      failures = Date.now() - began >= StoodWell ? 1 : failures + 1;
      await pause(pauseAfter(failures, random()), closed.signal);
    }
  };

  void run();
  return { close: () => closed.abort() };
}

function deliver(options: StreamOptions, event: StreamEvent): void {
  let data: unknown;
  try {
    data = JSON.parse(event.data);
  } catch {
    return; // Not of this contract.
  }
  try {
    options.onEvent(event.event, data, event.id);
  } catch (error) {
    // A fault of the page must be seen, and must not break the stream.
    queueMicrotask(() => {
      throw error;
    });
  }
}

/** Whether to try again. */
async function refused(options: StreamOptions, response: Response): Promise<boolean> {
  const final = [401, 403, 404].includes(response.status);
  const problem = await readProblem(response);
  if (final) options.onRefused?.(problem);
  return !final;
}
