import type { DomainCheck, Finding, MailDetails, MailSettings } from '@nightbell/api';
import { h } from '@nightbell/widget/dom';
import { form, type Field } from '../shared/form.ts';
import { maybeText, t } from '../shared/i18n.ts';
import { send } from '../shared/page.ts';
import { act, readMe } from './actions.ts';
import { fill } from './dialogs.ts';
import { dialog } from './parts.ts';

/** Milliseconds between two looks at a test mail, and looks until its relay counts as slow. */
const LookAgain = 700;
const MostLooks = 90;

const path = '/api/settings/mail';

/** By which server the account's mails leave: the form, a test mail with what the servers said, and a look at the domain. */
export function mailDialog(): void {
  const settings = h('div', { class: 'fill' });
  const result = h('div', { class: 'fill', 'aria-live': 'polite' });
  const read = (): void => void fill(settings, async () => settingsOf(await send<MailSettings>('GET', path), read));
  const button = (text: 'relay.test' | 'relay.domain', run: () => Promise<Node[]>): HTMLElement =>
    h('button', { type: 'button', click: () => void fill(result, run) }, t(text));
  dialog(t('relay.title'), settings, h('h3', {}, t('relay.try')),
    h('div', { class: 'actions' }, button('relay.test', () => testMail(result)), button('relay.domain', checkDomain)), result);
  read();
}

function settingsOf({ smtp, from, installation }: MailSettings, again: () => void): Node[] {
  const way = smtp ? t('relay.own', { host: smtp.host, from }) : t(installation.sends ? 'relay.installation' : 'relay.none', { from });
  const field = (name: string, label: Field['label'], more: Partial<Field> = {}): Field =>
    ({ name, label, type: 'text', autocomplete: 'off', maxLength: 254, optional: true, ...more });
  return [
    h('p', { class: smtp || installation.sends ? 'note' : 'note glow' }, way),
    form({
      fields: [
        field('smtp.host', 'relay.host', { value: smtp?.host ?? '', hint: 'relay.hostHint' }),
        field('smtp.port', 'relay.port', { value: String(smtp?.port ?? 587), maxLength: 5 }),
        field('smtp.security', 'relay.security', {
          value: smtp?.security ?? 'starttls',
          choices: [
            { value: 'starttls', text: 'relay.starttls' }, { value: 'tls', text: 'relay.tls' },
            { value: 'auto', text: 'relay.auto' }, { value: 'none', text: 'relay.unencrypted' },
          ],
        }),
        field('smtp.user', 'relay.user', { value: smtp?.user ?? '' }),
        field('smtp.password', 'password', { type: 'password', autocomplete: 'new-password', maxLength: 500, ...(smtp?.passwordSet ? { hint: 'relay.passwordKept' } : {}) }),
        field('from', 'relay.from', { type: 'email', value: smtp ? from : '' }),
      ],
      button: 'relay.save',
      submit: async (values) => {
        await send('PUT', path, requestOf(values));
        await act(readMe);
        again();
      },
    }),
  ];
}

/** An empty host goes with the installation; an empty password keeps the present one. */
function requestOf(values: Readonly<Record<string, string>>): object {
  const text = (name: string): string | null => (values[name] ?? '') || null;
  if (!text('smtp.host')) return { smtp: null };
  const password = values['smtp.password'] ? { password: values['smtp.password'] } : {};
  return {
    smtp: { host: text('smtp.host'), port: Number(values['smtp.port']), security: text('smtp.security'), user: text('smtp.user'), ...password },
    from: text('from'),
  };
}

/** Sends a test mail and shows, while it is under way, what the two servers said. */
async function testMail(place: HTMLElement): Promise<Node[]> {
  const { id } = await send<{ id: string }>('POST', '/api/mails/test');
  for (let look = 0; look < MostLooks && place.isConnected; look++) {
    const mail = await send<MailDetails>('GET', `/api/mails/${id}`);
    if (mail.state !== 'queued' && mail.state !== 'sending') return outcomeOf(mail);
    await new Promise((resolve) => setTimeout(resolve, LookAgain));
  }
  return [h('p', { class: 'note glow' }, t('relay.slow'))];
}

function outcomeOf(mail: MailDetails): Node[] {
  const good = mail.state === 'accepted';
  const cause = mail.cause ? ` (${maybeText(`cause.${mail.cause}`) ?? mail.cause})` : '';
  return [
    h('p', { class: `note ${good ? 'good' : mail.state === 'captured' ? 'glow' : 'bad'}` }, `${mail.to}: ${maybeText(`mail.${mail.state}`) ?? mail.state}${cause}. `,
      good ? t('relay.accepted') : ''),
    ...mail.attempts.map(({ transcript, reply }) => h('pre', { class: 'said', tabindex: 0, 'aria-label': t('relay.said') }, (transcript ?? [reply]).join('\n'))),
  ];
}

const severities = { ok: ['good', 'relay.ok'], warning: ['glow', 'relay.warning'], problem: ['bad', 'relay.problem'] } as const;

async function checkDomain(): Promise<Node[]> {
  const { domain, findings } = await send<DomainCheck>('GET', `${path}/domain`);
  return [h('h3', {}, domain), h('ul', { class: 'notices' }, ...findings.map((finding) => h('li', {}, findingCard(finding))))];
}

function findingCard({ severity, text, advice, record }: Finding): HTMLElement {
  const [colour, label] = severities[severity];
  return h('div', { class: `notice ${severity === 'ok' ? 'send' : severity === 'warning' ? 'wait' : 'stop'}` },
    h('p', { class: 'sentence' }, h('span', { class: `chip ${colour}` }, t(label)), ' ', text),
    ...(severity === 'ok' ? [] : [h('p', { class: 'hint' }, advice)]),
    ...(record ? [h('dl', { class: 'evidence' }, ...[
      [t('relay.name'), record.name], [t('relay.type'), record.type], [t('relay.value'), record.value],
      ...(record.replaces ? [[t('relay.replaces'), record.replaces]] : []),
    ].flatMap(([key, value]) => [h('dt', {}, key ?? ''), h('dd', {}, h('code', {}, value ?? ''))]))] : []));
}
