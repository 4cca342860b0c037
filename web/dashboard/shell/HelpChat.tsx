import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { keep, kept } from '../shared/keep.ts';
import { useMe } from '../shared/me.ts';

/** Milliseconds in which the page has more important things to fetch. */
const Later = 4_000;

const Element = 'nightbell-chat';

/** Whose conversation with the operator this browser remembers. */
const WhoseName = 'help';

type Said = (command: string, about?: object) => void;

const say: Said = (command, about) => (window as { nightbell?: Said }).nightbell?.(command, about);

/** The one who asks for help need not say who they are. */
function place(key: string, who: object): void {
  const script = document.createElement('script');
  script.dataset['key'] = key;
  script.src = '/widget.js';
  script.addEventListener('load', () => say('identify', who), { once: true });
  document.head.append(script);
}

/** The widget comes back when it is merely taken out of the page: it has to be told. */
function takeAway(): void {
  say('remove');
}

/** The chat of whoever runs this installation, by its own widget, for packages that include it. It goes with whoever is signed in. */
export function HelpChat(): null {
  const { i18n } = useTranslation();
  const { id, name, email, account: { name: company, supportKey } } = useMe();
  const { language } = i18n;
  useEffect(() => {
    if (supportKey === null) return undefined;
    // What one agent asked is not for the next one in this browser; the widget remembers it by its key.
    if (kept(WhoseName) !== id) keep(supportKey, undefined);
    keep(WhoseName, id);
    const timer = setTimeout(() => place(supportKey, { name, email, data: { company } }), Later);
    return () => {
      clearTimeout(timer);
      takeAway();
    };
  }, [id, name, email, company, supportKey]);
  useEffect(() => {
    document.querySelector(Element)?.setAttribute('data-lang', language);
  }, [language]);
  return null;
}
