import type { Me, NoticesState } from '@nightbell/api';
import { h } from '@nightbell/widget/dom';
import { moment, t } from '../shared/i18n.ts';

const colours: Readonly<Record<NoticesState, string>> = {
  not_waiting: '', due: 'glow', announced: 'good', opened: 'good', in_front_of_team: '', nobody_to_tell: 'bad',
};

/** Where a conversation stands, in two words. */
export const stateChip = (state: NoticesState): HTMLElement => h('span', { class: `chip ${colours[state]}` }, t(`state.${state}`));

export const time = (at: string, withSeconds = false): HTMLElement => h('time', { datetime: at }, moment(at, withSeconds));

/** What is wrong with a person's own address, if mail does not reach it. */
export function addressTrouble({ email, address }: Me): HTMLElement[] {
  if (address.state === 'usable') return [];
  return [h('div', { class: `note ${address.state === 'unusable' ? 'bad' : 'glow'}`, role: 'alert' },
    h('p', {}, h('strong', {}, address.text ?? ''), ` ${address.advice ?? ''}`), h('p', { class: 'hint' }, t(`address.${address.state}`, { email })),
    ...(address.letter ? [h('details', {}, h('summary', {}, t('address.letter')), h('pre', { class: 'letter' }, address.letter))] : []))];
}

/** Draws into a part of the page; focus stays on the control that had it (by its `data-focus`). */
export function redraw(container: HTMLElement, ...content: (Node | string)[]): void {
  const active = document.activeElement;
  const name = active instanceof HTMLElement && container.contains(active) ? active.dataset['focus'] : undefined;
  container.replaceChildren(...content);
  if (name) container.querySelector<HTMLElement>(`[data-focus="${CSS.escape(name)}"]`)?.focus();
}

/** A dialog over the page, closed by Escape, its button, or the page behind it. */
export function dialog(title: string, ...content: Node[]): HTMLDialogElement {
  const box = h('dialog', {
    'aria-labelledby': 'dialog-title',
    close: () => box.remove(),
    click: (event) => {
      if (event.target === box) box.close();
    },
  }, h('div', { class: 'dialog' },
    h('header', {}, h('h2', { id: 'dialog-title' }, title), h('button', { type: 'button', class: 'plain', click: () => box.close() }, t('close'))), ...content));
  document.body.append(box);
  box.showModal();
  return box;
}
