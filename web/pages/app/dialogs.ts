import type { Device, Me, Notice, Page, Preview } from '@nightbell/api';
import { h } from '@nightbell/widget/dom';
import { t, type TextKey } from '../shared/i18n.ts';
import { send, words } from '../shared/page.ts';
import { act, readMe, select } from './actions.ts';
import { deviceId } from './device.ts';
import { addressTrouble, dialog, time } from './parts.ts';
import { noticeCard } from './why.ts';

/** Fills a part of a dialog with what the server answers, or with why it did not. */
export async function fill(place: HTMLElement, read: () => Promise<Node[]>): Promise<void> {
  place.replaceChildren(h('p', { role: 'status' }, t('loading')));
  try {
    place.replaceChildren(...await read());
  } catch (error) {
    place.replaceChildren(h('p', { class: 'note bad', role: 'alert' }, words(error)), h('button', { type: 'button', click: () => void fill(place, read) }, t('retry')));
  }
}

/** What would happen if a visitor wrote now, or at a chosen moment: the server asks its own rules. */
export function previewDialog(): void {
  const place = h('div', { class: 'fill' });
  const at = h('input', { type: 'datetime-local', id: 'preview-at' });
  const look = (): void => void fill(place, async () => {
    const preview = await send<Preview>('POST', '/api/notices/preview', at.value ? { at: new Date(at.value).toISOString() } : {});
    return [
      h('p', { class: 'note' }, t(preview.online ? 'preview.online' : 'preview.offline')),
      h('ul', { class: 'notices' }, ...preview.recipients.map((one) => h('li', {}, h('div', { class: `notice ${one.verdict}` },
        h('p', { class: 'top' }, h('strong', { dir: 'auto' }, one.name),
          h('span', { class: `chip ${one.at ? 'good' : ''}` }, one.at ? h('span', {}, `${t('preview.mailAt')} `, time(one.at, true)) : t('verdict.skip'))),
        h('p', { class: 'sentence' }, one.text), h('p', { class: 'hint' }, t(`kind.${one.kind}`), ' · ', h('code', {}, one.reason)))))),
    ];
  });
  const form = h('form', {
    class: 'inline',
    submit: (event) => {
      event.preventDefault();
      look();
    },
  }, h('div', { class: 'field' }, h('label', { for: 'preview-at' }, t('preview.at')), at), h('button', { type: 'submit' }, t('preview.look')));
  dialog(t('preview.title'), h('p', { class: 'quiet' }, t('preview.text')), form, place);
  look();
}

/** Why this person got no e-mail lately: switches, address, devices, and the notices themselves. */
export function mineDialog(): void {
  const facts = h('div', { class: 'fill' });
  const notices = h('div', { class: 'fill' });
  const readFacts = (): void => void fill(facts, async () => factsOf(await send<Me>('GET', '/api/me'), readFacts));
  const box = dialog(t('mine.title'), facts, h('h3', {}, t('mine.lately')), notices);
  readFacts();
  void fill(notices, async () => {
    const { items } = await send<Page<Notice>>('GET', '/api/me/notices');
    if (items.length === 0) return [h('p', { class: 'quiet' }, t('mine.none'))];
    return [h('ul', { class: 'notices' }, ...items.map((notice, index) => h('li', {}, h('p', { class: 'hint' }, time(notice.decidedAt, true),
      ...(notice.conversationId ? [' · ', link(notice.conversationId, box)] : [])), noticeCard(notice, `m${index}`))))];
  });
}

const link = (conversation: string, box: HTMLDialogElement): HTMLElement => h('a', {
  href: `/app?conversation=${encodeURIComponent(conversation)}`,
  click: (event) => {
    event.preventDefault();
    box.close();
    select(conversation);
  },
}, t('mine.toConversation'));

function factsOf(me: Me, again: () => void): Node[] {
  const run = (action: () => Promise<unknown>) => () => void act(async () => {
    await action();
    await readMe();
  }).then(again);
  const toggle = (field: 'offlineMessages' | 'unacceptedConversations', text: TextKey): HTMLElement => h('li', {},
    h('span', {}, t(text)), h('span', { class: `chip ${me[field] ? 'good' : 'bad'}` }, t(me[field] ? 'on' : 'off')),
    h('button', { type: 'button', click: run(() => send('PATCH', '/api/me', { [field]: !me[field] })) }, t(me[field] ? 'switchOff' : 'switchOn')));
  return [
    h('p', {}, t('mine.address'), ' ', h('strong', {}, me.email)), ...addressTrouble(me),
    h('ul', { class: 'facts' }, toggle('offlineMessages', 'kind.offline_message'), toggle('unacceptedConversations', 'kind.unaccepted_conversation')),
    h('h3', {}, t('mine.devices')),
    h('ul', { class: 'facts' }, ...me.devices.map((device) => deviceRow(device, device.id === deviceId(me.id), run))),
  ];
}

const deviceRow = (device: Device, here: boolean, run: (action: () => Promise<unknown>) => () => void): HTMLElement => h('li', {},
  h('span', {}, h('strong', {}, device.name), ...(here ? [` (${t('device.here')})`] : []), h('br'),
    h('span', { class: 'hint' }, `${t(device.alive ? 'device.contactAlive' : 'device.contact')} `, time(device.lastContact, true))),
  h('span', { class: `chip ${device.alive ? 'good' : ''}` }, t(device.alive ? 'device.alive' : 'device.gone')),
  // This browser signs out by its own button, else it would be alive again at once.
  here ? '' : h('button', { type: 'button', click: run(() => send('DELETE', `/api/me/devices/${device.id}`)) }, t('device.signOut')));
