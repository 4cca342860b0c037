import type { ConversationNotices, Notice, NoticeMail } from '@nightbell/api';

/** What became of a waiting conversation, in few parts: who has a mail, who opened it, who gets one, and the rest. */
export type Part =
  | { kind: 'mailed'; names: string[]; at: string }
  | { kind: 'sending'; names: string[] }
  | { kind: 'failed'; names: string[]; cause: string | null }
  | { kind: 'opened'; names: string[]; at: string }
  | { kind: 'waits'; names: string[]; until: string }
  | { kind: 'silent'; names: string[] }
  | { kind: 'lost' };

const underWay = new Set(['queued', 'sending', 'deferred']);
const left = new Set(['accepted', 'captured', 'complained']);
const failed = new Set(['bounced', 'expired']);

/** Whether a mail about the conversation has not left yet. */
export const hasMailUnderWay = ({ recipients }: ConversationNotices): boolean =>
  recipients.some(({ mails }) => mails.some(({ state }) => underWay.has(state)));

/** When somebody got the mail: the server's answer, or for a kept one the decision to write it. */
function toldAt(notice: Notice, mail: NoticeMail, history: readonly Notice[]): string {
  const sent = history.findLast((older) => older.verdict === 'send' && older.agentId === notice.agentId && older.address === notice.address);
  return mail.attempts.at(-1)?.at ?? sent?.decidedAt ?? notice.decidedAt;
}

function partOf(notice: Notice, history: readonly Notice[]): Part {
  const names = [notice.name];
  // An opening or a wait is about the newest message; a mail may have told of an earlier one.
  if (notice.reason === 'Opened' && notice.evidence.at) return { kind: 'opened', names, at: notice.evidence.at };
  if (notice.verdict === 'wait' && notice.until) return { kind: 'waits', names, until: notice.until };
  const mail = notice.mails.findLast(({ state }) => underWay.has(state) || left.has(state));
  if (mail && left.has(mail.state)) return { kind: 'mailed', names, at: toldAt(notice, mail, history) };
  if (mail || notice.verdict === 'send') return { kind: 'sending', names };
  const broken = notice.mails.findLast(({ state }) => failed.has(state));
  return broken ? { kind: 'failed', names, cause: broken.cause } : { kind: 'silent', names };
}

const order: readonly Part['kind'][] = ['lost', 'mailed', 'sending', 'failed', 'opened', 'waits', 'silent'];

/** What two people share, to the minute, is said of both at once. */
const shared = (part: Part): string => JSON.stringify(part, (key, value: unknown) => {
  if (key === 'names') return undefined;
  return (key === 'at' || key === 'until') && typeof value === 'string' ? value.slice(0, 16) : value;
});

export function summarize({ state, recipients, history }: ConversationNotices): Part[] {
  const parts: Part[] = state === 'nobody_to_tell' ? [{ kind: 'lost' }] : [];
  for (const part of recipients.map((notice) => partOf(notice, history))) {
    const same = parts.find((other) => shared(other) === shared(part));
    if (same && 'names' in same && 'names' in part) same.names.push(...part.names);
    else parts.push(part);
  }
  return parts.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}
