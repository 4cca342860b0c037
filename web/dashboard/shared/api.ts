import { createSend, NetworkTrouble, Problem } from '@nightbell/api';
import i18next from 'i18next';
import { language, maybeText } from './texts.ts';

/** The server as every part of the dashboard asks it: with the cookie, in the page's language. */
export const send = createSend({ language });

export const isProblem = (error: unknown, ...statuses: number[]): error is Problem =>
  error instanceof Problem && statuses.includes(error.status);

/** Why it did not work, in a sentence. */
export function words(error: unknown): string {
  if (error instanceof NetworkTrouble) return i18next.t('problem.network');
  if (!(error instanceof Problem)) {
    // A fault of ours: it is seen where faults are looked for, and the page stays.
    reportError(error);
    return i18next.t('problem.other', { code: error instanceof Error ? error.name : String(error) });
  }
  const seconds = error.retryAfterSeconds ?? 60;
  const general = error.status >= 500 ? i18next.t('problem.server')
    : error.status === 429 ? i18next.t('problem.too_many', { seconds }) : undefined;
  return maybeText(`problem.${error.code}`, { seconds }) ?? general ?? error.detail ?? i18next.t('problem.other', { code: error.code });
}

/** What is wrong with a form's fields, by the names they have in the request; the server's rules in words. */
export function fieldErrors(error: unknown, names: readonly string[]): Record<string, string> {
  if (!(error instanceof Problem)) return {};
  const found: Record<string, string> = {};
  for (const [path, rules] of Object.entries(error.errors)) {
    const name = names.find((candidate) => candidate.toLowerCase() === path.replace(/^\$\./, '').toLowerCase());
    if (name) found[name] = rules.map((rule) => maybeText(`rule.${rule}`) ?? rule).join(' ') || words(error);
  }
  return found;
}
