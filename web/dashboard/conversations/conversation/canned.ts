import type { CannedAnswer } from '@nightbell/api';

/** A slash that begins a word, and what was typed behind it up to the caret. */
export interface Slash {
  at: number;
  query: string;
}

/** The slash in whose word the caret stands; undefined when it stands in no such word. */
export function slashBefore(text: string, caret: number): Slash | undefined {
  const found = /(?:^|\s)\/([^\s/]*)$/u.exec(text.slice(0, caret));
  return found ? { at: caret - (found[1]?.length ?? 0) - 1, query: found[1] ?? '' } : undefined;
}

/** The canned answers that what was typed may mean: those whose shortcut begins so first, then those that hold it anywhere. */
export function matching(answers: readonly CannedAnswer[], query: string): CannedAnswer[] {
  const words = query.normalize().toLowerCase();
  const begins = answers.filter(({ shortcut }) => shortcut.startsWith(words));
  const holds = answers.filter(({ shortcut, text }) => !shortcut.startsWith(words) && (shortcut.includes(words) || text.toLowerCase().includes(words)));
  return [...begins, ...holds];
}

/** The text with its places filled in; a place for a name that is not known goes, with the blank before it. */
export const fillIn = (text: string, names: { name: string | null; agent: string }): string =>
  text.replace(/( ?)\{(name|agent)\}/g, (_, blank: string, place: 'name' | 'agent') => {
    const name = names[place];
    return name === null ? '' : `${blank}${name}`;
  });

/** Puts a text where the slash and its word stand; the caret comes behind it. */
export function insertAt(text: string, { at, query }: Slash, inserted: string): { text: string; caret: number } {
  const after = text.slice(at + 1 + query.length);
  return { text: text.slice(0, at) + inserted + after, caret: at + inserted.length };
}
