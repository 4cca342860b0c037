import type { Conversation, Message } from '@nightbell/api';
import { h, linked, reconcile, type Row } from '@nightbell/widget/dom';
import { language, t } from '../shared/i18n.ts';
import { send } from '../shared/page.ts';
import { accept, answer, deliver, leave, reopen, resolve, select } from './actions.ts';
import { visitorName } from './list.ts';
import { redraw, time } from './parts.ts';
import { changed, state, type Pending } from './state.ts';

/** Milliseconds between two "is writing" signals. */
const TypingEvery = 3_000;

/** The contract's limit of a message, in characters. */
const TextMax = 4_000;

/** The chosen conversation: who and where it stands, what was said, and the field to answer in. */
export function conversationView(): { element: HTMLElement; draw: () => void } {
  const head = h('div', { class: 'head' });
  const log = h('div', { class: 'log', role: 'log', tabindex: 0, 'aria-label': t('messages') });
  const typing = h('p', { class: 'typing', 'aria-live': 'polite' });
  const foot = h('div', { class: 'foot' });
  const element = h('section', { class: 'conversation', 'aria-label': t('conversation') }, head, log, typing, foot);
  let shown = '';
  const draw = (): void => {
    const { conversation, selected } = state;
    log.hidden = !conversation;
    typing.textContent = state.typing === undefined ? '' : t('isTyping', { name: state.typing });
    if (!conversation) {
      const text = state.missing ? t('missing') : selected ? t('loading') : t('chooseOne');
      redraw(head, ...(selected ? [backButton()] : []), h('p', { class: 'empty', role: 'status' }, text));
      foot.replaceChildren();
      shown = '';
      return;
    }
    redraw(head, ...headOf(conversation));
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
    const pending = state.pending.get(conversation.id) ?? [];
    reconcile(log, [...conversation.messages.map(messageRow), ...pending.map((item) => pendingRow(conversation.id, item))]);
    const key = `${conversation.id} ${language()}`;
    if (shown !== key) foot.replaceChildren(composer(conversation.id));
    if (atEnd || shown !== key) log.scrollTop = log.scrollHeight;
    shown = key;
  };
  return { element, draw };
}

const backButton = (): HTMLElement =>
  h('button', { type: 'button', class: 'plain back', 'data-focus': 'back', click: () => select(undefined) }, t('back'));

const action = (name: string, label: string, run: () => unknown, main = false): HTMLElement =>
  h('button', { type: 'button', class: main ? 'main' : '', 'data-focus': name, click: () => void run() }, label);

/** Where it stands, in a sentence: what somebody who followed a mail's link wants to know first. */
function standing({ assignees, state: open, waitingSince }: Conversation): (Node | string)[] {
  const said: (Node | string)[] = assignees.map(({ id, name, acceptedAt }) => {
    const mine = id === state.me?.id;
    const at = new Intl.DateTimeFormat(language(), { hour: '2-digit', minute: '2-digit' }).format(new Date(acceptedAt));
    return `${mine ? t('acceptedMineAt', { at }) : t('acceptedByAt', { name, at })} `;
  });
  if (open === 'resolved') said.push(t('isResolved'));
  else if (waitingSince) said.push(`${t('waitingSince')} `, time(waitingSince, true));
  else if (assignees.length === 0) said.push(t('isAnswered'));
  return said;
}

function headOf(conversation: Conversation): Node[] {
  const { id, visitor, assignees } = conversation;
  const mine = assignees.some((agent) => agent.id === state.me?.id);
  const buttons = conversation.state === 'resolved' ? [action('reopen', t('reopen'), () => reopen(id))] : [
    mine ? action('leave', t('leave'), () => leave(id)) : action('accept', t('accept'), () => accept(id), true),
    action('resolve', t('resolve'), () => resolve(id)),
  ];
  const why = h('button', {
    type: 'button', 'data-focus': 'why', 'aria-expanded': String(state.whyOpen), 'aria-controls': 'why',
    click: () => {
      state.whyOpen = !state.whyOpen;
      changed('conversation', 'why');
    },
  }, t('why'));
  return [
    backButton(),
    h('div', { class: 'about' }, h('h1', { dir: 'auto' }, visitorName(conversation)),
      h('p', { class: 'quiet' }, ...(visitor.email && visitor.name ? [visitor.email, ' · '] : []), t(visitor.online ? 'onSite' : 'offSite'),
        ...(conversation.group ? [' · ', conversation.group.name] : [])),
      h('p', { class: 'standing', role: 'status' }, ...standing(conversation))),
    h('div', { class: 'actions' }, ...buttons, why),
  ];
}

const messageRow = (message: Message): Row => ({
  key: message.id, stamp: `${language()} ${message.text} ${message.name ?? ''}`,
  make: () => h('div', { class: `message ${message.from}` },
    h('p', { class: 'by' }, h('span', { dir: 'auto' }, message.name ?? t(message.from === 'visitor' ? 'visitor' : 'team')), ' ', time(message.at, true)),
    h('p', { class: 'bubble', dir: 'auto' }, ...linked(message.text))),
});

const pendingRow = (conversation: string, pending: Pending): Row => ({
  key: pending.id, stamp: `${language()} ${pending.failed ?? ''}`,
  make: () => h('div', { class: 'message agent pending' },
    h('p', { class: 'bubble', dir: 'auto' }, pending.text),
    pending.failed === undefined ? h('p', { class: 'by' }, t('sending'))
      : h('p', { class: 'by error', role: 'alert' }, `${t('notSent')} ${pending.failed} `,
        h('button', { type: 'button', class: 'plain', click: () => void deliver(conversation, pending) }, t('retry')))),
});

function composer(id: string): HTMLElement {
  let typedAt = 0;
  const error = h('p', { class: 'error', role: 'alert', id: 'answer-error' });
  const field = h('textarea', {
    rows: 2, id: 'answer', 'aria-describedby': 'answer-hint answer-error', placeholder: t('answerHere'),
    keydown: (event) => {
      if (!(event instanceof KeyboardEvent) || event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit();
    },
    input: () => {
      state.drafts.set(id, field.value);
      if (field.value.trim() === '' || Date.now() - typedAt < TypingEvery) return;
      typedAt = Date.now();
      send('PUT', `/api/conversations/${encodeURIComponent(id)}/typing`).catch(() => undefined);
    },
  });
  field.value = state.drafts.get(id) ?? '';
  const form = h('form', {
    novalidate: true,
    submit: (event) => {
      event.preventDefault();
      const text = field.value.trim();
      error.textContent = Array.from(text).length > TextMax ? t('tooLong', { count: TextMax }) : '';
      if (text === '' || error.textContent !== '') return;
      field.value = '';
      state.drafts.delete(id);
      answer(id, text);
    },
  }, h('label', { class: 'unseen', for: 'answer' }, t('answerHere')), field,
  h('div', { class: 'under' }, h('p', { class: 'hint', id: 'answer-hint' }, t('answerHint')), h('button', { type: 'submit', class: 'main' }, t('send'))), error);
  return form;
}
