import { NightbellChat } from './launcher.ts';

/** What stands in the page before this script is there: calls wait in `q`. */
interface Queue {
  (...call: unknown[]): void;
  q?: ArrayLike<unknown>[];
  /** Places a widget; the first script on a page does it for all. */
  add?: (settings: DOMStringMap) => void;
}

const Name = 'nightbell-chat';

const place = (chat: NightbellChat): void => {
  // A tag in the head runs before there is a body.
  if (document.body as HTMLElement | null) document.body.append(chat);
  else addEventListener('DOMContentLoaded', () => document.body.append(chat), { once: true });
};

/** One call of the page; a key and a colon before the command speak to that widget instead of the first. False where it may yet come. */
function obey(chats: NightbellChat[], { 0: command, 1: first, 2: second }: ArrayLike<unknown>): boolean {
  const [, key, name] = /^(?:(.*):)?(\w+)$/.exec(String(command)) ?? [];
  const chat = chats.find((one) => !key || one.key === key) ?? (key ? undefined : document.querySelector<NightbellChat>(Name));
  if (!chat) return !key;
  const text = typeof first === 'string' ? first : '';
  if (name === 'open' || name === 'close') chat.toggle(name === 'open');
  else if (name === 'show' || name === 'hide') chat.concealed = name === 'hide';
  else if (name === 'group' || name === 'language') {
    const attribute = name === 'group' ? 'data-group' : 'data-lang';
    if (text) chat.setAttribute(attribute, text);
    else chat.removeAttribute(attribute);
  } else if (name === 'identify') chat.identify(typeof first === 'object' ? first : null);
  else if (name === 'consent') chat.consent(first !== false);
  else if (name === 'on' && typeof second === 'function') chat.listen(text, second as (detail: object) => void);
  else if (name === 'off') chat.unlisten(text, second as (detail: object) => void);
  else if (name === 'remove') {
    chats.splice(chats.indexOf(chat), chats.includes(chat) ? 1 : 0);
    chat.take();
  }
  return true;
}

/** The page's `nightbell` function: what was called before is done now. */
function answer(before: Queue | undefined): Queue {
  const chats: NightbellChat[] = [];
  const waiting = [...(before?.q ?? [])];
  const nightbell: Queue = (...call) => {
    if (!obey(chats, call)) waiting.push(call);
  };
  nightbell.add = (settings) => {
    const known = chats.find(({ key }) => key === settings['key']);
    if (known) {
      // A framework ran the tag of its new page.
      if (!known.isConnected) place(known);
      known.stays = true;
      return;
    }
    const chat = new NightbellChat();
    for (const [name, value = ''] of Object.entries(settings)) chat.dataset[name] = value;
    chat.stays = true;
    chats.push(chat);
    // What was called before may say what is to be asked for.
    for (const call of waiting.splice(0)) nightbell(...Array.from(call));
    place(chat);
  };
  return nightbell;
}

const script = document.currentScript ?? document.querySelector('script[src*="/widget.js"][data-key]');
if (script instanceof HTMLScriptElement) {
  const { origin, searchParams } = new URL(script.src);
  const page = window as { nightbell?: Queue };
  const settings: DOMStringMap = Object.assign(Object.fromEntries(searchParams), script.dataset);
  if (page.nightbell?.add) settings['base'] = origin;
  else if (!customElements.get(Name)) {
    NightbellChat.origin = origin;
    customElements.define(Name, NightbellChat);
    page.nightbell = answer(page.nightbell);
  }
  if (settings['key']) page.nightbell?.add?.(settings);
}
