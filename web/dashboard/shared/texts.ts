import i18next, { type ParseKeys } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type english from '../texts/en.json';
import { keep, kept } from './keep.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof english };
    keySeparator: false;
    nsSeparator: false;
  }
}

export type TextKey = ParseKeys;

/** Every file in `texts/` is a language; a page loads only the one it speaks. */
const files = import.meta.glob<Record<string, string>>('../texts/*.json', { import: 'default' });
const codeOf = (file: string): string => file.replace(/^.*\/|\.json$/g, '');
const Stored = 'language';
const Fallback = 'en';

/** Codes of the languages there are. */
export const languages: readonly string[] = Object.keys(files).map(codeOf);

/** A language in its own words: "magyar". */
export const nameOfLanguage = (code: string): string => {
  const name = new Intl.DisplayNames(code, { type: 'language' }).of(code) ?? code;
  return name.charAt(0).toLocaleUpperCase(code) + name.slice(1);
};

/** The language of a locale such as `hu-HU`, if we speak it. */
export const toLanguage = (locale: string): string | undefined =>
  languages.find((code) => code === locale.toLowerCase().split(/[-_]/)[0]);

export const language = (): string => i18next.language;

/** Starts in the language chosen before, else in the first of the browser's that we speak. */
export async function startTexts(): Promise<void> {
  await i18next.use(initReactI18next).init({
    fallbackLng: false, keySeparator: false, nsSeparator: false, resources: {},
    interpolation: { prefix: '{', suffix: '}', escapeValue: false },
    react: { useSuspense: false },
  });
  await speak([kept(Stored) ?? '', ...navigator.languages].map(toLanguage).find((code) => code !== undefined) ?? Fallback);
}

/** Switches the language of the page. */
export async function speak(code: string): Promise<void> {
  if (!i18next.hasResourceBundle(code, 'translation')) {
    const load = files[`../texts/${code}.json`];
    if (!load) return;
    i18next.addResourceBundle(code, 'translation', await load());
  }
  await i18next.changeLanguage(code);
  document.documentElement.lang = code;
}

/** Remembers a language for the pages before signing in. */
export const rememberLanguage = (code: string): void => keep(Stored, code);

const isKey = (key: string): key is TextKey => (i18next.exists as (key: string) => boolean)(key);

/** The text of a key made at run time (a problem's code, a kind of evidence), or undefined when there is none. */
export function maybeText(key: string, values: Record<string, string | number> = {}): string | undefined {
  return isKey(key) ? i18next.t(key, values) : undefined;
}
