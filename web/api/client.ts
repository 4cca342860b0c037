import { NetworkTrouble, readProblem } from './problem.ts';

/** Milliseconds until a request counts as lost. */
const RequestTimeout = 20_000;

export interface ClientOptions {
  /** Origin of the server; empty for the page's own. */
  base?: string;
  /** Bearer token, asked before every request; without one the cookie speaks. */
  token?: () => string | undefined;
  /** Sent as `Accept-Language`, asked before every request. */
  language?: () => string | undefined;
  fetch?: typeof fetch;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export type Send = <T>(method: Method, path: string, body?: unknown) => Promise<T>;

/** Headers every call carries. */
export function headersOf(options: ClientOptions): Headers {
  const headers = new Headers();
  const token = options.token?.();
  const language = options.language?.();
  if (token) headers.set('Authorization', `Bearer ${token}`);
  if (language) headers.set('Accept-Language', language);
  return headers;
}

/**
 * One request, of JSON or of a file: the parsed answer (undefined for 202 and 204 without a body),
 * or {@link NetworkTrouble}, or a `Problem`.
 */
export function createSend(options: ClientOptions = {}): Send {
  return async <T>(method: Method, path: string, body?: unknown): Promise<T> => {
    const headers = headersOf(options);
    headers.set('Accept', 'application/json');
    const init: RequestInit = { method, headers, cache: 'no-store', signal: AbortSignal.timeout(RequestTimeout) };
    if (body !== undefined) {
      headers.set('Content-Type', body instanceof Blob ? body.type : 'application/json');
      init.body = body instanceof Blob ? body : JSON.stringify(body);
    }
    let response: Response;
    let text: string;
    try {
      response = await (options.fetch ?? fetch)((options.base ?? '') + path, init);
      text = response.ok ? await response.text() : '';
    } catch (cause) {
      throw new NetworkTrouble('network', { cause });
    }
    if (!response.ok) throw await readProblem(response);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
}
