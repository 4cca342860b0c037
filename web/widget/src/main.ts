import { NightbellChat } from './element.ts';

const script = document.currentScript;
const source = script instanceof HTMLScriptElement ? script : undefined;

if (source?.dataset['key'] && !customElements.get('nightbell-chat')) {
  customElements.define('nightbell-chat', NightbellChat);
  const chat = new NightbellChat();
  chat.base = new URL(source.src).origin;
  for (const name of ['key', 'group', 'lang']) {
    const value = source.dataset[name];
    if (value) chat.setAttribute(`data-${name}`, value);
  }
  const place = (): void => document.body.append(chat);
  // A tag in the head runs before there is a body.
  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', place, { once: true });
  else place();
}
