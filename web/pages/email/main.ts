import { h } from '@nightbell/widget/dom';
import { t, type TextKey } from '../shared/i18n.ts';
import { fragment, send } from '../shared/page.ts';
import { brokenLink, confirmation, done, sheet, toApp } from '../shared/sheet.ts';

interface Kind {
  path: string;
  text: TextKey;
  done: TextKey;
}

const change: Kind = { path: '/api/me/email', text: 'email.change', done: 'email.changed' };
const kinds: Readonly<Record<string, Kind>> = {
  recipient: { path: '/api/recipients/confirmation', text: 'email.recipient', done: 'email.recipientDone' },
  address: { path: '/api/me/address/confirmation', text: 'email.address', done: 'email.addressDone' },
};

const token = fragment().get('token');
const kind = kinds[fragment().get('kind') ?? ''] ?? change;

const confirm = (secret: string) => (): Node[] => [
  h('h1', {}, t('email.title')), h('p', { class: 'quiet' }, t(kind.text)),
  confirmation('email.confirm', async () => {
    await send('PUT', kind.path, { token: secret });
    show(() => done('email.title', kind.done, toApp()));
  }),
];

const show = sheet(() => 'email.title', token ? confirm(token) : () => brokenLink('email.title'));
