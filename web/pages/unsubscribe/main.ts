import { NetworkTrouble, readProblem, type Unsubscription } from '@nightbell/api';
import { h } from '@nightbell/widget/dom';
import { t } from '../shared/i18n.ts';
import { send, words } from '../shared/page.ts';
import { confirmation, done, sheet, toApp } from '../shared/sheet.ts';

const token = location.pathname.split('/')[2] ?? '';

/** As mail programs do it (RFC 8058). */
async function switchOff(): Promise<void> {
  let response: Response;
  try {
    response = await fetch(`/unsubscribe/${token}`, { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) });
  } catch (cause) {
    throw new NetworkTrouble(cause);
  }
  if (!response.ok) throw await readProblem(response);
  show(() => done('unsubscribe.title', 'unsubscribe.done', h('p', {}, t('unsubscribe.undo')), toApp()));
}

const ask = (what: Unsubscription) => (): Node[] => [
  h('h1', {}, t('unsubscribe.title')), h('p', {}, t('unsubscribe.text')),
  h('dl', {},
    h('dt', {}, t('unsubscribe.address')), h('dd', {}, what.address),
    ...(what.name ? [h('dt', {}, t('unsubscribe.name')), h('dd', {}, what.name)] : []),
    h('dt', {}, t('unsubscribe.account')), h('dd', {}, what.account)),
  h('p', { class: 'quiet' }, t('unsubscribe.others')),
  ...(what.on ? [confirmation('unsubscribe.off', switchOff)] : [h('p', { class: 'note good' }, t('unsubscribe.done')), h('p', {}, t('unsubscribe.undo')), toApp()]),
];

async function look(): Promise<void> {
  try {
    const what = await send<Unsubscription>('GET', `/api/unsubscribe/${token}`);
    show(ask(what));
  } catch (error) {
    const again = h('button', { type: 'button', click: () => void look() }, t('retry'));
    show(() => [h('h1', {}, t('unsubscribe.title')), h('p', { class: 'note bad', role: 'alert' }, words(error)), again]);
  }
}

const show = sheet('unsubscribe.title', () => [h('h1', {}, t('unsubscribe.title')), h('p', { role: 'status' }, t('loading'))]);
void look();
