import type { ConversationNotices, Notice, NoticeMail } from '@nightbell/api';
import { h } from '@nightbell/widget/dom';
import { language, maybeText, moment, t } from '../shared/i18n.ts';
import { redraw, stateChip, time } from './parts.ts';
import { state } from './state.ts';

const IsTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

/** The panel that says, for everybody, whether they got an e-mail and why. */
export function whyView(): { element: HTMLElement; draw: () => void } {
  const element = h('aside', { class: 'why', id: 'why', 'aria-labelledby': 'why-title' });
  const opened = new Set<string>();
  const draw = (): void => {
    const { notices, conversation, whyOpen } = state;
    element.hidden = !conversation || !whyOpen;
    if (element.hidden) return;
    for (const box of element.querySelectorAll('details')) {
      if (box.open) opened.add(box.dataset['name'] ?? '');
      else opened.delete(box.dataset['name'] ?? '');
    }
    redraw(element, h('h2', { id: 'why-title' }, t('why.title')), ...(notices ? content(notices) : [h('p', { role: 'status' }, t('loading'))]));
    for (const box of element.querySelectorAll('details')) box.open = opened.has(box.dataset['name'] ?? '');
  };
  return { element, draw };
}

function content(notices: ConversationNotices): Node[] {
  const bad = notices.state === 'nobody_to_tell';
  const summary = h('div', { class: bad ? 'note bad' : 'note', role: bad ? 'alert' : 'status' }, h('p', {}, stateChip(notices.state)),
    h('p', {}, t(`stateText.${notices.state}`)), ...(notices.lookAt ? [h('p', {}, `${t('why.next')} `, time(notices.lookAt, true))] : []));
  const older = notices.history.filter((notice) => !notices.recipients.some((now) => now.decidedAt === notice.decidedAt && now.address === notice.address && now.reason === notice.reason));
  return [
    summary, h('ul', { class: 'notices' }, ...notices.recipients.map((notice) => h('li', {}, noticeCard(notice)))),
    ...(older.length > 0 ? [h('details', { 'data-name': 'history' }, h('summary', { 'data-focus': 'history' }, t('why.history', { count: older.length })),
      h('ol', { class: 'notices old' }, ...older.map((notice) => h('li', {}, time(notice.decidedAt, true), noticeCard(notice, 'h')))))] : []),
  ];
}

const colours = { send: 'good', wait: 'glow', skip: '' } as const;

/** Whoever has a mail already gets no further one: said as what they have, not as what they don't get. */
const verdictChip = ({ verdict, reason }: Pick<Notice, 'verdict' | 'reason'>): HTMLElement => reason === 'AlreadyTold'
  ? h('span', { class: 'chip good' }, t('verdict.told')) : h('span', { class: `chip ${colours[verdict]}` }, t(`verdict.${verdict}`));

/** One person: verdict, the sentence, and on demand its evidence and mails. */
export function noticeCard(notice: Notice, prefix = 'r'): HTMLElement {
  const evidence = Object.entries(notice.evidence).filter(([key, value]) => key !== 'mailId' && value !== null && value !== '');
  const name = `${prefix}-${notice.agentId ?? notice.address}-${notice.decidedAt}`;
  const more = evidence.length > 0 || notice.mails.length > 0 ? [h('details', { 'data-name': name }, h('summary', { 'data-focus': name }, t('why.evidence')),
    ...(evidence.length > 0 ? [evidenceList(evidence)] : []), ...notice.mails.map(mailCard))] : [];
  return h('div', { class: `notice ${notice.verdict}` },
    h('p', { class: 'top' }, h('strong', { dir: 'auto' }, notice.name), verdictChip(notice)),
    h('p', { class: 'sentence' }, notice.text),
    h('p', { class: 'hint' }, notice.address, ' · ', t(`kind.${notice.kind}`), ' · ', h('code', {}, notice.reason),
      ...(notice.until ? [' · ', `${t('why.until')} `, time(notice.until, true)] : [])),
    ...more);
}

const evidenceList = (evidence: [string, unknown][]): HTMLElement => h('dl', { class: 'evidence' }, ...evidence.flatMap(([key, value]) =>
  [h('dt', {}, maybeText(`evidence.${key}`) ?? key), h('dd', { dir: 'auto' }, readable(value))]));

/** Evidence as a person reads it: times as times, lists with commas, nested facts after each other. */
export function readable(value: unknown): string {
  if (typeof value === 'string') return IsTime.test(value) ? moment(value, true) : (maybeText(`value.${value}`) ?? value);
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  if (typeof value === 'number') return new Intl.NumberFormat(language()).format(value);
  if (Array.isArray(value)) return value.map(readable).join(', ');
  if (typeof value !== 'object' || value === null) return '–';
  return Object.entries(value).filter(([, part]) => part !== null)
    .map(([key, part]) => `${maybeText(`evidence.${key}`) ?? key}: ${readable(part)}`).join(' · ');
}

function mailCard(mail: NoticeMail): HTMLElement {
  return h('div', { class: 'mail' }, h('p', {}, `${t('why.mail')}: `, h('strong', {}, maybeText(`mail.${mail.state}`) ?? mail.state),
    ...(mail.cause ? [` · ${maybeText(`cause.${mail.cause}`) ?? mail.cause}`] : []),
    ...(mail.withdrawnBecause ? [' · ', h('code', {}, mail.withdrawnBecause)] : [])),
  mail.attempts.length === 0 ? (mail.state === 'queued' ? h('p', { class: 'hint' }, t('why.noAttempts')) : '')
    : h('ol', {}, ...mail.attempts.map(({ at, reply, code }) => h('li', {}, time(at, true), ' ', h('code', {}, [code, reply].filter((part) => part !== null).join(' '))))));
}
