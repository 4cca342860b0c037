import type { ConversationItem } from '@nightbell/api';
import { useEffect, useRef, type RefObject } from 'react';
import { kept } from '../../shared/keep.ts';
import { ShortcutsName } from '../../shared/shortcuts.ts';
import { useDesk } from '../desk.ts';
import { stepFrom } from './order.ts';

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));

/** The row may only come to be as the list scrolls to it. */
const FramesToAppear = 10;

function focusRow(scroller: RefObject<HTMLElement | null>, id: string, frames: number): void {
  requestAnimationFrame(() => {
    const row = scroller.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`);
    if (row) row.focus({ preventScroll: true });
    else if (frames > 0) focusRow(scroller, id, frames - 1);
  });
}

/**
 * The desk by keyboard: j and k, or the arrows in the list, choose the next and the previous conversation, / looks for one,
 * r answers, Escape goes one step back.
 */
export function useListKeys(items: readonly ConversationItem[], scroller: RefObject<HTMLDivElement | null>): void {
  const desk = useDesk();
  const now = useRef({ items, desk });
  useEffect(() => {
    now.current = { items, desk };
  });
  useEffect(() => {
    const step = (by: 1 | -1): void => {
      const next = stepFrom(now.current.items, now.current.desk.conversation, by);
      if (!next) return;
      now.current.desk.go({ conversation: next, pane: undefined }, true);
      focusRow(scroller, next, FramesToAppear);
    };
    const press = (event: KeyboardEvent): void => {
      // Escape closes what lies over the page first.
      if (document.querySelector(':popover-open, dialog[open]')) return;
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const inList = event.target instanceof Node && scroller.current?.contains(event.target);
      const letters = kept(ShortcutsName) !== 'off';
      if ((letters && event.key === 'j') || (inList && event.key === 'ArrowDown')) step(1);
      else if ((letters && event.key === 'k') || (inList && event.key === 'ArrowUp')) step(-1);
      else if (letters && event.key === '/') document.querySelector<HTMLInputElement>('.search input')?.focus();
      else if (letters && event.key === 'r') document.querySelector<HTMLTextAreaElement>('#answer')?.focus();
      else if (event.key === 'Escape' && now.current.desk.pane) now.current.desk.go({ pane: undefined }, true);
      else if (event.key === 'Escape' && now.current.desk.conversation) now.current.desk.go({ conversation: undefined });
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [scroller]);
}
