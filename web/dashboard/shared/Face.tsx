import type { ReactElement } from 'react';

/** Letters of a name that stand for it. */
const MostInitials = 2;

/** "Anna Holdas" is "AH"; whole characters, whatever they are made of. */
export const initials = (name: string): string => {
  const words = name.trim().split(/\s+/);
  const chosen = words.length > MostInitials ? [words[0], words.at(-1)] : words;
  return chosen.map((word) => (word ? String.fromCodePoint(word.codePointAt(0) ?? 0) : '')).join('').toLocaleUpperCase();
};

/** What somebody looks like, beside their name: so it says nothing to who hears the page, and initials are drawn by the stylesheet. */
export function Face({ name, picture, large = false }: { name: string; picture: string | null; large?: boolean }): ReactElement {
  const style = `face ${large ? 'large' : ''}`;
  return picture
    ? <img className={style} src={picture} alt="" width={large ? 96 : 32} height={large ? 96 : 32} />
    : <span className={style} aria-hidden="true" data-initials={initials(name)} />;
}
