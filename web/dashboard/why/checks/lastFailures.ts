import type { Notice, NoticeMail } from '@nightbell/api';

/** Failed mails shown. */
const Most = 3;

export interface Failure {
  id: string;
  at: string | undefined;
  cause: NoticeMail['cause'];
  /** The server's words. */
  words: string | undefined;
}

/** The mails to somebody that came back or were given up lately, newest first, each once. */
export function lastFailures(notices: readonly Notice[]): Failure[] {
  const found = new Map<string, Failure>();
  for (const { mails } of notices) {
    for (const { id, state, cause, attempts } of mails) {
      if (state === 'bounced' || state === 'expired') found.set(id, { id, cause, at: attempts.at(-1)?.at, words: attempts.at(-1)?.reply });
    }
  }
  return [...found.values()].sort((a, b) => (b.at ?? '').localeCompare(a.at ?? '')).slice(0, Most);
}
