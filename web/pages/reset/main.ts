import { h } from '@nightbell/widget/dom';
import { form } from '../shared/form.ts';
import { t } from '../shared/i18n.ts';
import { fragment, send } from '../shared/page.ts';
import { done, sheet, toApp } from '../shared/sheet.ts';

const token = fragment().get('token');

const ask = (): Node[] => [
  h('h1', {}, t('reset.title')), h('p', { class: 'quiet' }, t('reset.ask')),
  form({
    fields: [{ name: 'email', label: 'email', type: 'email', autocomplete: 'username', maxLength: 254 }],
    button: 'reset.send',
    submit: async ({ email }) => {
      await send('POST', '/api/password-resets', { email });
      show(() => done('reset.title', 'reset.asked', toApp()));
    },
  }),
];

const choose = (secret: string) => (): Node[] => [
  h('h1', {}, t('reset.title')), h('p', { class: 'quiet' }, t('reset.choose')),
  form({
    fields: [{ name: 'password', label: 'newPassword', hint: 'passwordHint', type: 'password', autocomplete: 'new-password', minLength: 12, maxLength: 128 }],
    button: 'reset.save',
    submit: async ({ password }) => {
      await send('PUT', '/api/password-resets', { token: secret, password });
      show(() => done('reset.title', 'reset.done', toApp()));
    },
  }),
];

const show = sheet(() => 'reset.title', token ? choose(token) : ask);
