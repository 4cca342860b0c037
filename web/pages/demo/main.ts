import { Problem, type Demo } from '@nightbell/api';
import { h } from '@nightbell/widget/dom';
import blanket from '../art/blanket.svg';
import candle from '../art/candle.svg';
import hills from '../art/hills.svg';
import lamp from '../art/lamp.svg';
import lantern from '../art/lantern.svg';
import stars from '../art/stars.svg';
import tea from '../art/tea.svg';
import { language, t, type TextKey } from '../shared/i18n.ts';
import { languageSwitch, send, showPage, words } from '../shared/page.ts';
import './demo.css';

const products = { lamp, lantern, candle, blanket, tea, stars } as const;

let demo: Demo | undefined;
let trouble: (() => string) | undefined;

const about = (): HTMLElement => h('aside', { class: 'about', 'aria-label': t('demo.about') },
  h('p', {}, trouble ? trouble() : demo ? t('demo.short', { seconds: demo.offlineDelaySeconds }) : t('loading')),
  h('nav', { 'aria-label': t('demo.about') },
    h('a', { href: '/app', target: 'nightbell-app' }, t('demo.app')), h('a', { href: '/mailbox', target: 'nightbell-mailbox' }, t('demo.mailbox')),
    languageSwitch(() => refresh())));

const hero = (): HTMLElement => h('div', { class: 'hero' },
  h('img', { src: hills, alt: '' }), h('header', {}, h('span', {}, t('demo.shop'))),
  h('h1', {}, t('demo.heading')), h('p', { class: 'lead' }, t('demo.lead')));

const shelf = (): HTMLElement => h('section', { 'aria-labelledby': 'shelf' }, h('h2', { id: 'shelf' }, t('demo.shelf')),
  h('ul', { class: 'products' }, ...Object.entries(products).map(([name, art]) => {
    const say = (what: string): string => t(`demo.${name}.${what}` as TextKey);
    return h('li', {}, h('img', { src: art, alt: '', width: 320, height: 240 }),
      h('div', {}, h('h3', {}, say('name')), h('p', {}, say('text')), h('p', { class: 'price' }, say('price'))));
  })));

/** How to try it, and as whom. */
function guide(hints: Demo): HTMLElement {
  const steps: TextKey[] = ['demo.step1', 'demo.step2', 'demo.step3', 'demo.step4'];
  return h('section', { class: 'try', 'aria-labelledby': 'try' },
    h('h2', { id: 'try' }, t('demo.try')),
    h('p', {}, t('demo.plain', { seconds: hints.offlineDelaySeconds })),
    h('ol', {}, ...steps.map((step) => h('li', {}, h('span', {}, t(step, { seconds: hints.offlineDelaySeconds }))))),
    h('table', {}, h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, t('demo.agent')), h('th', { scope: 'col' }, t('email')))),
      h('tbody', {}, ...hints.agents.map(({ name, email }) => h('tr', {}, h('td', {}, name), h('td', {}, h('code', {}, email)))))),
    h('p', {}, t('demo.password'), ' ', h('code', {}, hints.password)));
}

const refresh = showPage(() => 'demo.shop', () => {
  document.title = t('demo.shop');
  const chat = document.querySelector('nightbell-chat');
  chat?.setAttribute('data-lang', language());
  return [about(), hero(), h('main', { class: 'shop' }, ...(demo ? [guide(demo)] : []), shelf(), h('footer', {}, t('demo.footer'))), ...(chat ? [chat] : [])];
});

/** The tag that a shop puts into its page. */
function addWidget(key: string): void {
  const script = h('script', { src: '/widget.js', 'data-key': key, 'data-lang': language() });
  document.head.append(script);
}

async function load(): Promise<void> {
  try {
    demo = await send<Demo>('GET', '/api/demo');
    trouble = undefined;
    addWidget(demo.widgetKey);
  } catch (error) {
    const gone = error instanceof Problem && error.status === 404;
    trouble = () => (gone ? t('demo.none') : words(error));
    if (!gone) setTimeout(() => void load(), 3_000);
  }
  refresh();
}

void load();
