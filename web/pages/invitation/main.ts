import { h } from '@nightbell/widget/dom';
import { form } from '../shared/form.ts';
import { t } from '../shared/i18n.ts';
import { fragment, send } from '../shared/page.ts';
import { brokenLink, done, sheet, toApp } from '../shared/sheet.ts';

const token = fragment().get('token');

const accept = (secret: string) => (): Node[] => [
  h('h1', {}, t('invitation.title')), h('p', { class: 'quiet' }, t('invitation.text')),
  form({
    fields: [
      { name: 'name', label: 'yourName', hint: 'invitation.nameHint', type: 'text', autocomplete: 'name', maxLength: 100 },
      { name: 'password', label: 'newPassword', hint: 'passwordHint', type: 'password', autocomplete: 'new-password', minLength: 12, maxLength: 128 },
    ],
    button: 'invitation.accept',
    submit: async ({ name, password }) => {
      await send('PUT', '/api/invitations/acceptance', { token: secret, name, password });
      show(() => done('invitation.title', 'invitation.done', toApp()));
    },
  }),
];

const show = sheet(() => 'invitation.title', token ? accept(token) : () => brokenLink('invitation.title'));
