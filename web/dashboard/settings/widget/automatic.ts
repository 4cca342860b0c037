import type { WidgetSettings } from '@nightbell/api';

type Text = WidgetSettings['automatic']['offline'];

/** The languages of the widget. */
export const spoken = ['en', 'hu', 'cs', 'sk', 'de', 'pl', 'ro', 'fr', 'es', 'it', 'ar', 'he'] as const;

/** A text with the account's own words for a language; without any, the words that come with the language are said. */
export function withText(text: Text, language: string, words: string): Text {
  const { [language]: _, ...others } = text.texts ?? {};
  return { ...text, texts: words.trim() === '' ? others : { ...others, [language]: words } };
}

/** What is said in a language; nothing where it is switched off. */
export const saidIn = ({ on, texts }: Text, language: string, byDefault: string | undefined): string | undefined =>
  (on ? texts?.[language] ?? byDefault : undefined);
