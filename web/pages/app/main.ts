import { mayPass, Problem, type Me } from '@nightbell/api';
import { h } from '@nightbell/widget/dom';
import { form } from '../shared/form.ts';
import { setLanguage, t, toLanguage } from '../shared/i18n.ts';
import { send, words } from '../shared/page.ts';
import { sheet } from '../shared/sheet.ts';
import { signInHints } from './hints.ts';

/** Milliseconds until the server is asked again whether we are signed in. */
const AskAgain = 3_000;

async function start(): Promise<void> {
  let me: Me;
  try {
    me = await send<Me>('GET', '/api/me');
  } catch (error) {
    if (error instanceof Problem && error.status === 401) await signIn();
    else unreachable(error);
    return;
  }
  // The server's sentences come in the agent's own language, so the page follows it.
  const own = toLanguage(me.locale);
  if (own) setLanguage(own, false);
  const { openDesk } = await import('./desk.ts');
  openDesk(me);
}

async function signIn(): Promise<void> {
  const hints = await signInHints();
  sheet('signIn.title', () => {
    const fields = form({
      fields: [
        { name: 'email', label: 'email', type: 'email', autocomplete: 'username', maxLength: 254 },
        { name: 'password', label: 'password', type: 'password', autocomplete: 'current-password', maxLength: 128 },
      ],
      button: 'signIn.button',
      submit: async (values) => {
        try {
          await send('POST', '/api/session', values);
        } catch (error) {
          if (error instanceof Problem && error.status === 401) throw new Problem(401, 'sign_in_failed', undefined, {}, undefined);
          throw error;
        }
        location.reload();
      },
    });
    const deep = new URLSearchParams(location.search).has('conversation');
    return [
      h('h1', {}, t('signIn.title')), ...(deep ? [h('p', { class: 'note' }, t('signIn.deep'))] : []), fields,
      h('p', {}, h('a', { href: '/reset' }, t('signIn.forgot'))), ...hints(fields),
    ];
  });
}

function unreachable(error: unknown): void {
  sheet('signIn.title', () => [h('h1', {}, t('signIn.title')), h('p', { class: 'note bad', role: 'alert' }, words(error)),
    h('button', { type: 'button', click: () => location.reload() }, t('retry'))]);
  if (mayPass(error)) setTimeout(() => void start(), AskAgain);
}

void start();
