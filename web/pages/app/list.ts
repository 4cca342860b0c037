import type { Box, ConversationItem } from '@nightbell/api';
import { h, reconcile } from '@nightbell/widget/dom';
import { language, moment, t } from '../shared/i18n.ts';
import { select, show } from './actions.ts';
import { stateChip, time } from './parts.ts';
import { boxes, inBox, state } from './state.ts';

export const visitorName = (item: Pick<ConversationItem, 'visitor'>): string => item.visitor.name ?? item.visitor.email ?? t('visitor');

/** The boxes with their counts, and the chosen box's conversations. */
export function listView(): { element: HTMLElement; draw: () => void } {
  const tabs = h('div', { class: 'boxes', role: 'group', 'aria-label': t('boxes') });
  const rows = h('ul', { class: 'rows' });
  const empty = h('p', { class: 'empty', role: 'status' });
  const element = h('section', { class: 'list', 'aria-label': t('conversations') }, tabs, rows, empty);
  const draw = (): void => {
    reconcile(tabs, boxes.map((box) => {
      const count = `${inBox(box).length}${state.more.has(box) ? '+' : ''}`;
      return { key: box, stamp: `${count} ${language()}`, make: () => tab(box, count) };
    }));
    for (const child of tabs.children) child.setAttribute('aria-pressed', String((child as HTMLElement).dataset['key'] === state.box));
    const items = inBox(state.box);
    reconcile(rows, items.map((item) => ({ key: item.id, stamp: stampOf(item), make: () => row(item) })));
    for (const child of rows.children) {
      if ((child as HTMLElement).dataset['key'] === state.selected) child.firstElementChild?.setAttribute('aria-current', 'true');
      else child.firstElementChild?.removeAttribute('aria-current');
    }
    empty.hidden = items.length > 0;
    empty.textContent = state.loaded ? t(`empty.${state.box}`) : t('loading');
  };
  return { element, draw };
}

const tab = (box: Box, count: string): HTMLElement =>
  h('button', { type: 'button', click: () => show(box) }, t(`box.${box}`), h('span', { class: 'count' }, count));

const stampOf = ({ visitor, lastMessage, notices, assignees, group, state: open }: ConversationItem): string =>
  JSON.stringify([visitor, moment(lastMessage.at), lastMessage.text, notices, assignees, group, open, language()]);

function row(item: ConversationItem): HTMLElement {
  const who = item.assignees.map(({ name }) => name).join(', ');
  const last = item.lastMessage;
  return h('li', {}, h('a', {
    href: `/app?conversation=${encodeURIComponent(item.id)}`,
    click: (event) => {
      if (event instanceof MouseEvent && (event.metaKey || event.ctrlKey || event.shiftKey)) return;
      event.preventDefault();
      select(item.id);
    },
  },
  h('span', { class: 'who', dir: 'auto' }, visitorName(item), ...(item.visitor.online ? [h('span', { class: 'dot', role: 'img', 'aria-label': t('onSite') })] : [])),
  time(last.at),
  h('span', { class: 'last', dir: 'auto' }, `${last.from === 'agent' ? `${t('answerMark')} ` : ''}${last.text}`),
  h('span', { class: 'chips' }, stateChip(item.notices), ...(item.group ? [h('span', { class: 'chip' }, item.group.name)] : []), ...(who ? [h('span', { class: 'chip' }, who)] : []))));
}
