import { h } from '@nightbell/widget/dom';
import { t, type TextKey } from './i18n.ts';
import { brand, languageSwitch, showPage, words } from './page.ts';
import './sheet.css';

/** A page of one card; the function it gives shows other content in the card, and again when the language changes. */
export function sheet(title: () => TextKey, first: () => Node[]): (content: () => Node[]) => void {
  let content = first;
  document.body.className = 'sheet';
  const show = showPage(title, () => [
    h('header', {}, brand(), languageSwitch(() => keepingTyped(show))),
    h('main', {}, h('div', { class: 'card' }, ...content())),
  ]);
  return (next) => {
    content = next;
    show();
  };
}

/** Another language makes the fields anew: what was typed goes on in them. */
function keepingTyped(show: () => void): void {
  const fields = (): HTMLInputElement[] => [...document.querySelectorAll('input')];
  const typed = new Map(fields().map(({ id, value }) => [id, value]));
  show();
  for (const input of fields()) input.value = typed.get(input.id) ?? input.value;
}

/** What is shown when it worked. */
export const done = (heading: TextKey, text: TextKey, ...more: Node[]): Node[] =>
  [h('h1', {}, t(heading)), h('p', { class: 'note good', role: 'status' }, t(text)), ...more];

export const toApp = (): HTMLElement => h('a', { class: 'button', href: '/app' }, t('toApp'));

/** A link without its secret: mail programs sometimes cut them. */
export const brokenLink = (heading: TextKey): Node[] => [h('h1', {}, t(heading)), h('p', { class: 'note bad' }, t('brokenLink')), toApp()];

/** One button, one request: nothing happens by loading a page, since mail scanners follow links. */
export function confirmation(button: TextKey, act: () => Promise<void>): HTMLElement {
  const note = h('p', { class: 'note bad', role: 'alert' });
  const press = h('button', {
    class: 'main', type: 'button',
    click: () => {
      press.disabled = true;
      note.textContent = '';
      void act().catch((error: unknown) => {
        note.textContent = words(error);
        press.textContent = t('retry');
      }).finally(() => {
        press.disabled = false;
      });
    },
  }, t(button));
  return h('form', { submit: (event) => event.preventDefault() }, note, press);
}
