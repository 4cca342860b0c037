import { NetworkTrouble, Problem, readProblem, type Unsubscription } from '@nightbell/api';
import { h } from '@nightbell/widget/dom';
import { suggestLanguage, t, type TextKey, type Texts } from '../shared/i18n.ts';
import { send, words } from '../shared/page.ts';
import { confirmation, done, sheet, toApp } from '../shared/sheet.ts';

const token = location.pathname.split('/')[2] ?? '';

/** The language of a visitor's mail, which says it in its link, and the texts of those in which only visitors are written to. */
const written = new URLSearchParams(location.search).get('lang');
const forVisitors = import.meta.glob<Texts>('../texts/visitors/*.json', { import: 'default' });

interface Said {
  title: TextKey;
  text: TextKey;
  others: TextKey;
  done: TextKey;
  undo: () => Node[];
}

/** Agents hear of visitors; visitors get answers, and have nowhere to sign in. */
const toAgent: Said = {
  title: 'unsubscribe.title', text: 'unsubscribe.text', others: 'unsubscribe.others', done: 'unsubscribe.done', undo: () => [h('p', {}, t('unsubscribe.undo')), toApp()],
};
const toVisitor: Said = {
  title: 'unsubscribe.visitorTitle', text: 'unsubscribe.visitorText', others: 'unsubscribe.visitorOthers', done: 'unsubscribe.visitorDone',
  undo: () => [h('p', {}, t('unsubscribe.visitorUndo'))],
};

/** As mail programs do it (RFC 8058). */
async function switchOff(said: Said): Promise<void> {
  let response: Response;
  try {
    response = await fetch(`/unsubscribe/${token}`, { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) });
  } catch (cause) {
    throw new NetworkTrouble('network', { cause });
  }
  if (!response.ok) throw await readProblem(response);
  show(() => done(said.title, said.done, ...said.undo()));
}

const ask = (what: Unsubscription, said: Said) => (): Node[] => [
  h('h1', {}, t(said.title)), h('p', {}, t(said.text)),
  h('dl', {},
    h('dt', {}, t('unsubscribe.address')), h('dd', {}, what.address),
    ...(what.name ? [h('dt', {}, t('unsubscribe.name')), h('dd', {}, what.name)] : []),
    h('dt', {}, t(what.visitor ? 'unsubscribe.from' : 'unsubscribe.account')), h('dd', {}, what.account)),
  h('p', { class: 'quiet' }, t(said.others)),
  ...(what.on ? [confirmation('unsubscribe.off', () => switchOff(said))] : [h('p', { class: 'note good' }, t(said.done)), ...said.undo()]),
];

/** A link that is not valid will not be by trying again. */
const refused = (error: unknown) => (): Node[] => {
  const note = (text: string): HTMLElement => h('p', { class: 'note bad', role: 'alert' }, text);
  return [h('h1', {}, t(said.title)), ...(error instanceof Problem && error.code === 'bad_token'
    ? [note(t('unsubscribe.invalid'))]
    : [note(words(error)), h('button', { type: 'button', click: () => void look() }, t('retry'))])];
};

let said = written ? toVisitor : toAgent;

async function look(): Promise<void> {
  try {
    const what = await send<Unsubscription>('GET', `/api/unsubscribe/${token}`);
    said = what.visitor ? toVisitor : toAgent;
    show(ask(what, said));
  } catch (error) {
    show(refused(error));
  }
}

const show = sheet(() => said.title, () => [h('h1', {}, t(said.title)), h('p', { role: 'status' }, t('loading'))]);
if (written) suggestLanguage(written, await forVisitors[`../texts/visitors/${written}.json`]?.().catch(() => undefined));
void look();
