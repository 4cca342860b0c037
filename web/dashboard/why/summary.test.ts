import type { ConversationNotices, Notice, NoticeMail } from '@nightbell/api';
import { describe, expect, it } from 'vitest';
import { lastFailures } from './checks/lastFailures.ts';
import { summarize } from './summary.ts';

const none = {
  who: null, at: null, until: null, device: null, group: null, package: null, mailId: null, addresses: null, cause: null, words: null, messages: null, how: null, lastOnlineAt: null,
};
const mail = (state: NoticeMail['state'], at?: string, cause: NoticeMail['cause'] = null): NoticeMail =>
  ({ id: `${state} ${at ?? ''}`, state, cause, withdrawnBecause: null, attempts: at ? [{ at, reply: '250 OK', code: 250 }] : [] });

const notice = (name: string, change: Partial<Notice>): Notice => ({
  conversationId: 'c', agentId: name, name, address: `${name}@example.com`, verdict: 'skip', kind: 'offline_message', reason: 'AlreadyTold', evidence: none,
  text: '', until: null, decidedAt: '2026-11-26T02:00:00Z', mails: [], ...change,
});
const picture = (recipients: Notice[], change: Partial<ConversationNotices> = {}): ConversationNotices =>
  ({ state: 'announced', lookAt: null, recipients, history: recipients, ...change });

describe('Who was told, in a line', () => {
  it('says together of whom the same is true to the minute', () => {
    expect(summarize(picture([
      notice('Csilla', { reason: 'Opened', mails: [mail('accepted', '2026-11-26T02:03:00Z')], evidence: { ...none, at: '2026-11-26T02:14:00Z' } }),
      notice('Anna', { mails: [mail('accepted', '2026-11-26T02:15:10Z')] }),
      notice('Béla', { mails: [mail('accepted', '2026-11-26T02:15:40Z')] }),
    ]))).toEqual([
      { kind: 'mailed', names: ['Anna', 'Béla'], at: '2026-11-26T02:15:10Z' },
      { kind: 'opened', names: ['Csilla'], at: '2026-11-26T02:14:00Z' },
    ]);
  });

  it('knows of a kept mail when it was decided', () => {
    const sent = notice('Anna', { verdict: 'send', reason: 'OfflineMessage', decidedAt: '2026-11-26T02:02:00Z' });
    const now = notice('Anna', { decidedAt: '2026-11-26T02:09:00Z', mails: [mail('captured')] });
    expect(summarize(picture([now], { history: [sent, now] }))).toEqual([{ kind: 'mailed', names: ['Anna'], at: '2026-11-26T02:02:00Z' }]);
  });

  it('tells waits, failures, what is under way and who gets nothing apart, and cries out first when there is nobody', () => {
    const parts = summarize(picture([
      notice('a', { reason: 'ColleagueOnline' }),
      notice('b', { verdict: 'wait', reason: 'AcceptDelay', until: '2026-11-26T02:05:00Z' }),
      notice('c', { reason: 'MailFailed', mails: [mail('bounced', '2026-11-26T02:01:00Z', 'mailbox_full')] }),
      notice('d', { verdict: 'send', reason: 'OfflineMessage', mails: [mail('deferred', '2026-11-26T02:01:00Z')] }),
    ], { state: 'nobody_to_tell' }));
    expect(parts.map(({ kind }) => kind)).toEqual(['lost', 'sending', 'failed', 'waits', 'silent']);
    expect(parts[2]).toEqual({ kind: 'failed', names: ['c'], cause: 'mailbox_full' });
  });
});

describe('The last failures', () => {
  it('are the mails that came back, newest first, each once', () => {
    const first = mail('bounced', '2026-11-26T02:01:00Z', 'mailbox_full');
    const second = mail('expired', '2026-11-26T03:01:00Z', 'server_problem');
    const found = lastFailures([notice('a', { mails: [first, mail('accepted', '2026-11-26T04:00:00Z')] }), notice('a', { mails: [first, second] })]);
    expect(found.map(({ cause }) => cause)).toEqual(['server_problem', 'mailbox_full']);
  });
});
