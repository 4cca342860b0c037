import type { Me } from '@nightbell/api';
import { h } from '@nightbell/widget/dom';
import { maybeText, t, type Language } from '../shared/i18n.ts';
import { brand, languageSwitch, send, showPage, words } from '../shared/page.ts';
import { act, readMe, readNotices, reportOpened, select, setStatus } from './actions.ts';
import './app.css';
import { conversationView } from './conversation.ts';
import { deviceId } from './device.ts';
import { mineDialog, previewDialog } from './dialogs.ts';
import { listView } from './list.ts';
import { mailDialog } from './mail.ts';
import { goLive, stop } from './live.ts';
import { addressTrouble, redraw } from './parts.ts';
import { inBox, onChange, state } from './state.ts';
import { whyView } from './why.ts';

/** Milliseconds until going live is tried again. */
const LiveAgain = 3_000;

let draw: Record<'head' | 'list' | 'conversation' | 'why' | 'trouble', () => void>;

/** The agent's desk. */
export function openDesk(me: Me): void {
  document.body.className = 'at-desk';
  state.me = me;
  state.selected = new URLSearchParams(location.search).get('conversation') ?? undefined;
  const show = showPage('desk.title', () => {
    const content = build((code) => void act(async () => {
      // What the server says in sentences follows the agent's language.
      await send('PATCH', '/api/me', { locale: code });
      await readMe();
      readNotices();
    }).then(show));
    queueMicrotask(() => Object.values(draw).forEach((one) => one()));
    return content;
  });
  onChange((part) => {
    if (part === 'all') Object.values(draw).forEach((one) => one());
    else draw[part]();
    document.title = title();
  });
  addEventListener('popstate', () => select(new URLSearchParams(location.search).get('conversation') ?? undefined, false));
  addEventListener('focus', reportOpened);
  document.addEventListener('visibilitychange', reportOpened);
  void live(me.id);
}

const title = (): string => {
  const waiting = inBox('unassigned').length;
  return `${waiting > 0 ? `(${waiting}) ` : ''}${t('desk.title')} · Nightbell`;
};

async function live(agent: string): Promise<void> {
  if (!await act(() => goLive(agent))) setTimeout(() => void live(agent), LiveAgain);
}

function build(languageChosen: (code: Language) => void): Node[] {
  const header = h('header', { class: 'top' });
  const trouble = h('div', { class: 'banners' });
  const list = listView();
  const conversation = conversationView();
  const why = whyView();
  const main = h('main', { class: 'desk' }, list.element, conversation.element, why.element);
  draw = {
    head: () => {
      redraw(header, ...headOf(languageChosen));
      draw.trouble();
    },
    trouble: () => trouble.replaceChildren(...banners()),
    list: list.draw,
    conversation: () => {
      main.classList.toggle('chosen', state.selected !== undefined);
      conversation.draw();
    },
    why: () => {
      why.draw();
      main.classList.toggle('with-why', !why.element.hidden);
    },
  };
  return [header, trouble, main];
}

function headOf(languageChosen: (code: Language) => void): Node[] {
  const me = state.me;
  if (!me) return [];
  const status = (value: 'online' | 'offline'): HTMLElement => h('button', {
    type: 'button', class: value, 'data-focus': value, 'aria-pressed': String(me.status === value), click: () => void setStatus(value),
  }, t(value));
  return [
    h('div', { class: 'line' }, brand(me.account.name),
      h('div', { class: 'status', role: 'group', 'aria-label': t('status') }, status('online'), status('offline')),
      h('span', { class: 'me' }, me.name),
      languageSwitch(languageChosen),
      h('button', { type: 'button', class: 'plain', 'data-focus': 'out', click: () => void signOut(me) }, t('signOut'))),
    h('nav', { 'aria-label': t('pages') },
      h('button', { type: 'button', class: 'plain', 'data-focus': 'mine', click: mineDialog }, t('mine.title')),
      h('button', { type: 'button', class: 'plain', 'data-focus': 'preview', click: previewDialog }, t('preview.title')),
      ...(me.access === 'full' ? [h('button', { type: 'button', class: 'plain', 'data-focus': 'mail', click: mailDialog }, t('relay.title'))] : []),
      ...(me.account.mailCaptured ? [h('a', { href: '/mailbox', target: 'nightbell-mailbox' }, t('toMailbox'))] : [])),
  ];
}

function banners(): Node[] {
  const me = state.me;
  const shown: Node[] = [];
  if (!state.connected) shown.push(h('p', { class: 'note bad', role: 'alert' }, t('noConnection')));
  if (state.trouble) shown.push(h('p', { class: 'note bad', role: 'alert' }, state.trouble));
  if (me) shown.push(...addressTrouble(me));
  const refused = me?.account.senderTrouble;
  if (refused) shown.push(h('p', { class: 'note bad', role: 'alert' }, `${refused.text} ${refused.advice} `, h('button', { type: 'button', click: mailDialog }, t('relay.title'))));
  if (me && !me.active) shown.push(h('p', { class: 'note glow' }, t('inactive')));
  if (me && me.status === 'online' && !me.online && state.loaded) shown.push(h('p', { class: 'note glow' }, t('notReallyOnline')));
  if (me?.account.mailCaptured) {
    shown.push(h('p', { class: 'note glow' }, `${t('captured')} `, h('a', { href: '/mailbox', target: 'nightbell-mailbox' }, t('toMailbox'))));
  }
  return shown;
}

/** Signs this device and this browser out; the desk is empty afterwards. */
async function signOut(me: Me): Promise<void> {
  stop();
  try {
    await send('DELETE', `/api/me/devices/${deviceId(me.id)}`);
    await send('DELETE', '/api/session');
    location.assign('/app');
  } catch (error) {
    state.trouble = maybeText('signOutFailed', { why: words(error) });
    draw.trouble();
    void live(me.id);
  }
}
