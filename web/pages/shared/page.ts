import { createSend, NetworkTrouble, Problem } from '@nightbell/api';
import { h } from '@nightbell/widget/dom';
import { isRightToLeft } from '@nightbell/widget/say';
import bell from '../art/bell.svg';
import './base.css';
import { language, languages, maybeText, setLanguage, t, type TextKey } from './i18n.ts';

/** The server as every page asks it: with the cookie, in the page's language. */
export const send = createSend({ language });

/** Shows a page and shows it anew when the language changes. */
export function showPage(title: () => TextKey, build: () => Node[]): () => void {
  const show = (): void => {
    document.documentElement.lang = language();
    document.documentElement.dir = isRightToLeft(language()) ? 'rtl' : 'ltr';
    document.title = `${t(title())} · Nightbell`;
    document.body.replaceChildren(...build());
  };
  show();
  return show;
}

export const brand = (name = 'Nightbell'): HTMLElement =>
  h('span', { class: 'brand' }, h('img', { src: bell, alt: '', width: 30, height: 30 }), h('span', {}, name));

/** The switch between the pages' languages. */
export function languageSwitch(chosen: () => void): HTMLElement {
  return h('div', { class: 'languages', role: 'group', 'aria-label': t('language') }, ...languages.map(({ code, name }) =>
    h('button', {
      type: 'button', lang: code, 'aria-pressed': String(code === language()),
      click: () => {
        setLanguage(code);
        chosen();
      },
    }, name)));
}

/** Why it did not work, in a sentence. */
export function words(error: unknown): string {
  if (error instanceof NetworkTrouble) return t('problem.network');
  if (!(error instanceof Problem)) throw error;
  const seconds = error.retryAfterSeconds ?? 60;
  const general = error.status >= 500 ? t('problem.server') : error.status === 429 ? t('problem.too_many', { seconds }) : undefined;
  return maybeText(`problem.${error.code}`, { seconds }) ?? general ?? error.detail ?? t('problem.other', { code: error.code });
}

/** What the fragment of the address holds (`#token=…&kind=…`); it never reaches a server's log. */
export const fragment = (): URLSearchParams => new URLSearchParams(location.hash.slice(1));
