import { useEffect, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk } from '../desk.ts';

/** Milliseconds of quiet after which what was typed is looked for. */
const Quiet = 300;

/** Looks for words in all conversations; they stand in the address. */
export function SearchField(): ReactElement {
  const { t } = useTranslation();
  const { q, go } = useDesk();
  const [words, setWords] = useState(q ?? '');
  const [shown, setShown] = useState(q);
  const [asked, setAsked] = useState(q);
  // Looked for by another link: the field follows. What it asked for itself must not overwrite what is being typed.
  if (q !== shown) {
    setShown(q);
    if (q !== asked) {
      setAsked(q);
      setWords(q ?? '');
    }
  }
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const look = (text: string): void => {
    clearTimeout(timer.current);
    const next = text.trim() || undefined;
    setAsked(next);
    go({ q: next }, Boolean(q));
  };
  return (
    <form role="search" className="search" onSubmit={(event) => {
      event.preventDefault();
      look(words);
    }}>
      <input type="search" aria-label={t('search')} placeholder={t('search')} value={words} autoComplete="off" aria-keyshortcuts="/"
        onChange={({ currentTarget: { value } }) => {
          setWords(value);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => look(value), Quiet);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          setWords('');
          look('');
          event.currentTarget.blur();
        }} />
    </form>
  );
}
