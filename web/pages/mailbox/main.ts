import { mayPass, Problem, type CapturedMail, type Page } from '@nightbell/api';
import { h, linked } from '@nightbell/widget/dom';
import { maybeText, moment, t } from '../shared/i18n.ts';
import { brand, languageSwitch, send, showPage, words } from '../shared/page.ts';
import './mailbox.css';

/** Milliseconds between two looks for new mail. */
const LookEvery = 2_000;

let mails: CapturedMail[] | undefined;
let chosen: string | undefined;
let plain = false;
let trouble: unknown;
let looking = false;

const closed = (): boolean => trouble instanceof Problem && (trouble.status === 401 || trouble.status === 403 || trouble.status === 404);

function row(mail: CapturedMail): HTMLElement {
  return h('li', {}, h('button', {
    type: 'button', 'data-mail': mail.id, 'aria-current': String(mail.id === chosen),
    click: () => {
      chosen = mail.id;
      show();
      document.querySelector<HTMLElement>('.reader h2')?.focus();
    },
  }, h('span', {}, mail.to), h('time', { datetime: mail.at }, moment(mail.at)), h('span', { class: 'subject' }, mail.subject)));
}

const list = (): HTMLElement => h('section', { class: 'list', 'aria-labelledby': 'mails' },
  h('h1', { id: 'mails' }, t('mailbox.title')), h('p', { class: 'quiet' }, t('mailbox.what')),
  ...(trouble && !closed() ? [h('p', { class: 'error', role: 'alert' }, words(trouble))] : []),
  mails?.length ? h('ul', {}, ...mails.map(row)) : h('p', { role: 'status' }, t(mails ? 'mailbox.none' : 'loading')));

function reader(mail: CapturedMail | undefined): HTMLElement {
  if (!mail) return h('section', { class: 'reader' }, h('p', { class: 'empty' }, t('mailbox.choose')));
  const back = h('button', {
    type: 'button', class: 'back',
    click: () => {
      const left = chosen;
      chosen = undefined;
      show();
      document.querySelector<HTMLElement>(`[data-mail="${left ?? ''}"]`)?.focus();
    },
  }, t('back'));
  const toggle = h('button', {
    type: 'button', id: 'as-text', 'aria-pressed': String(plain),
    click: () => {
      plain = !plain;
      show();
    },
  }, t('mailbox.plain'));
  return h('section', { class: 'reader', 'aria-labelledby': 'subject' },
    h('div', { class: 'head' },
      h('div', { class: 'tools' }, back, toggle, h('span', { class: 'chip' }, maybeText(`mail.${mail.state}`) ?? mail.state)),
      h('h2', { id: 'subject', tabindex: -1 }, mail.subject),
      h('dl', {}, h('dt', {}, t('mailbox.from')), h('dd', {}, mail.from), h('dt', {}, t('mailbox.to')), h('dd', {}, mail.to),
        h('dt', {}, t('mailbox.at')), h('dd', {}, h('time', { datetime: mail.at }, moment(mail.at, true))))),
    plain ? h('pre', { tabindex: 0, dir: 'auto' }, ...linked(mail.text)) : frame(mail));
}

/** The mail's HTML without scripts, forms or our origin; its links open in a tab of their own. */
const frame = (mail: CapturedMail): HTMLElement => h('iframe', {
  sandbox: 'allow-popups allow-popups-to-escape-sandbox', src: `/mailbox/mails/${encodeURIComponent(mail.id)}/html`, title: mail.subject, referrerpolicy: 'no-referrer',
});

const gate = (): HTMLElement => h('main', { class: 'gate' }, h('h1', {}, t('mailbox.title')),
  h('p', {}, t(trouble instanceof Problem && trouble.status === 401 ? 'mailbox.signIn' : trouble instanceof Problem && trouble.status === 403 ? 'mailbox.full' : 'mailbox.off')),
  h('a', { class: 'button main', href: '/app' }, t('toApp')));

const show = showPage(() => 'mailbox.title', () => [
  h('header', {}, brand(), h('nav', { 'aria-label': t('pages') }, h('a', { href: '/app', target: 'nightbell-app' }, t('toApp')), languageSwitch(() => show()))),
  closed() ? gate() : h('main', { class: chosen ? 'mailbox reading' : 'mailbox' }, list(), reader(mails?.find(({ id }) => id === chosen))),
]);

/** Puts new mails into the list without disturbing the reader: an iframe that is put in anew loads anew. */
function showList(): void {
  const old = document.querySelector('.list');
  if (!old || closed()) {
    show();
    return;
  }
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset['mail'] : undefined;
  const top = old.scrollTop;
  const fresh = list();
  old.replaceWith(fresh);
  fresh.scrollTop = top;
  if (focused) fresh.querySelector<HTMLElement>(`[data-mail="${focused}"]`)?.focus();
}

async function look(): Promise<void> {
  looking = true;
  const before = JSON.stringify([mails, trouble]);
  try {
    mails = (await send<Page<CapturedMail>>('GET', '/mailbox/mails')).items;
    trouble = undefined;
  } catch (error) {
    trouble = error;
  }
  if (JSON.stringify([mails, trouble]) !== before) showList();
  if (!trouble || mayPass(trouble)) setTimeout(() => void look(), LookEvery);
  else looking = false;
}

// Somebody who was sent to sign in comes back.
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible' && !looking) void look();
});

void look();
