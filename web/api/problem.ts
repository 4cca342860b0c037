/** A refusal of the server, RFC 9457 `application/problem+json`. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    /** What the server says in words, if it does. */
    readonly detail: string | undefined,
    /** Field name to what is wrong with it. */
    readonly errors: Readonly<Record<string, readonly string[]>>,
    /** `Retry-After` in seconds, if given. */
    readonly retryAfterSeconds: number | undefined,
  ) {
    super(`${status} ${code}`);
  }
}

/** The request did not reach the server, or its answer did not reach us: trying again may help. */
export class NetworkTrouble extends Error {}

/** Whether the same request may succeed a little later. */
export function mayPass(error: unknown): boolean {
  return error instanceof NetworkTrouble
    || (error instanceof Problem && (error.status === 429 || error.status === 408 || error.status >= 500));
}

const asRecord = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

const words = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((item): item is string => typeof item === 'string');

/** Reads a refusal; a body that is no problem document still gives one, named after its status. */
export async function readProblem(response: Response): Promise<Problem> {
  let body: Record<string, unknown> = {};
  try {
    body = asRecord(await response.json());
  } catch {
    // A proxy's HTML page: the status is all we know.
  }
  const errors: Record<string, string[]> = {};
  for (const [field, what] of Object.entries(asRecord(body['errors']))) errors[field] = words(what);
  const detail = words([body['detail'], body['title']])[0];
  const code = typeof body['code'] === 'string' ? body['code'] : `http_${response.status}`;
  const seconds = Number(response.headers.get('Retry-After') || Number.NaN);
  return new Problem(response.status, code, detail, errors, Number.isFinite(seconds) ? seconds : undefined);
}
