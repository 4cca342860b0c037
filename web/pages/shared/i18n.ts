import english from '../texts/en.json';
import hungarian from '../texts/hu.json';

export type TextKey = keyof typeof english;
export type Texts = Readonly<Record<string, string>>;
type Values = Readonly<Record<string, string | number>>;

const texts: Record<string, Texts> = { en: english, hu: hungarian };
const Stored = 'nightbell:language';

/** Languages of the pages, each named in itself. */
export const languages: { code: string; name: string }[] = [{ code: 'en', name: 'English' }, { code: 'hu', name: 'Magyar' }];

let chosen: string | null = null;
try {
  chosen = localStorage.getItem(Stored);
} catch {
  // Blocked storage: the browser's languages decide.
}

/** What was chosen before, else the first of the browser's languages that we speak. */
let current = [chosen ?? '', ...navigator.languages].map(toLanguage).find((code) => code !== undefined) ?? 'en';

/** The language of a locale such as `hu-HU`, if we speak it. */
function toLanguage(locale: string): string | undefined {
  const code = locale.toLowerCase().split(/[-_]/)[0];
  return languages.find((language) => language.code === code)?.code;
}

export const language = (): string => current;

/** The person chooses the language. */
export function setLanguage(code: string): void {
  current = chosen = code;
  try {
    localStorage.setItem(Stored, code);
  } catch {
    // Blocked storage: it holds for this page.
  }
}

/** Speaks the language in which the person was written to, unless they chose one; `more` are the texts of one that not every page speaks. */
export function suggestLanguage(code: string, more?: Texts): void {
  if (more) {
    texts[code] = more;
    const name = new Intl.DisplayNames(code, { type: 'language' }).of(code) ?? code;
    languages.push({ code, name: name.charAt(0).toLocaleUpperCase(code) + name.slice(1) });
  }
  current = toLanguage(chosen ?? code) ?? current;
}

/** The text in the page's language, or in English where that language lacks it, its `{name}`s filled in. */
export function t(key: TextKey, values: Values = {}): string {
  return fill(texts[current]?.[key] ?? english[key], values);
}

/** The text of a key made at run time (a state, a problem's code), or undefined when there is none. */
export function maybeText(key: string, values: Values = {}): string | undefined {
  const text = texts[current]?.[key];
  return text === undefined ? undefined : fill(text, values);
}

const fill = (text: string, values: Values): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));

const isToday = (date: Date): boolean => date.toDateString() === new Date().toDateString();

/** A moment as a person says it: the time alone today, with the date otherwise. */
export function moment(at: string, withSeconds = false): string {
  const date = new Date(at);
  const time: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', ...(withSeconds ? { second: '2-digit' } : {}) };
  const day: Intl.DateTimeFormatOptions = isToday(date) ? {} : { month: 'short', day: 'numeric' };
  return new Intl.DateTimeFormat(current, { ...day, ...time }).format(date);
}
