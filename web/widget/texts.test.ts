import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { say } from './src/say.ts';
import english from './texts/en.json';
import hungarian from './texts/hu.json';

const folder = join(import.meta.dirname, 'texts');
const languages = readdirSync(folder).map((name) => name.replace('.json', ''));
const textsOf = (language: string): Record<string, string> => JSON.parse(readFileSync(join(folder, `${language}.json`), 'utf8')) as Record<string, string>;
const places = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();
const isCounted = (text: string): boolean => text.startsWith('one ') || text.startsWith('zero ');
const formsOf = (text: string): [string, string][] => text.split('|').map((form) => [form.slice(0, form.indexOf(' ')), form.slice(form.indexOf(' ') + 1)]);
const source = readdirSync(join(import.meta.dirname, 'src')).map((name) => readFileSync(join(import.meta.dirname, 'src', name), 'utf8')).join('\n');

/** They reach the widget as `automatic`, unless the account has words of its own. */
const saidByTheServer = new Set(['automaticOffline', 'automaticBusy']);

describe('The texts of the widget', () => {
  it('are there in twelve languages', () => {
    expect(languages.sort()).toEqual(['ar', 'cs', 'de', 'en', 'es', 'fr', 'he', 'hu', 'it', 'pl', 'ro', 'sk']);
  });

  it.each(languages)('say the same in %s, with the same places and the forms its numbers need', (language) => {
    const texts = textsOf(language);
    const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted();
    expect(Object.keys(texts)).toEqual(Object.keys(english));
    for (const [key, text] of Object.entries(english)) {
      const said = texts[key] ?? '';
      expect(said.trim(), key).not.toBe('');
      expect(isCounted(said), key).toBe(isCounted(text));
      if (!isCounted(text)) expect(places(said), key).toEqual(places(text));
      else {
        expect(formsOf(said).map(([category]) => category).sort(), key).toEqual(categories);
        for (const [, form] of formsOf(said)) expect(places(form), key).toEqual(['{count}']);
      }
    }
  });

  it.each(languages.filter((language) => language !== 'en'))('are not left in English in %s', (language) => {
    const texts = textsOf(language);
    const same = Object.entries(english).filter(([key, text]) => texts[key] === text).map(([key]) => key);
    expect(same).toEqual([]);
  });

  it('are all used, and nothing else is asked for', () => {
    const asked = new Set([...source.matchAll(/'([a-z][A-Za-z]+)'/g)].map(([, key]) => key));
    for (const key of Object.keys(english)) if (!saidByTheServer.has(key)) expect(asked, key).toContain(key);
    for (const [, key = ''] of source.matchAll(/#say\('(\w+)'/g)) expect(Object.keys(english)).toContain(key);
  });

  it('stand in the table of the README', () => {
    const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');
    const rows = [...readme.matchAll(/^\| `(\w+)` \| (.*) \| (.*) \|$/gm)].map(([, key, first, second]) => [key, first?.replaceAll('\\|', '|'), second?.replaceAll('\\|', '|')]);
    expect(rows).toEqual(Object.entries(english).map(([key, text]) => [key, text, hungarian[key as keyof typeof hungarian]]));
  });
});

describe('A text with a number', () => {
  it.each([
    ['cs', 1, '1 nová zpráva'], ['cs', 3, '3 nové zprávy'], ['cs', 5, '5 nových zpráv'],
    ['pl', 2, '2 nowe wiadomości'], ['pl', 12, '12 nowych wiadomości'], ['pl', 22, '22 nowe wiadomości'],
    ['ar', 2, 'رسالتان جديدتان (2)'], ['he', 7, '7 הודעות חדשות'], ['ro', 20, '20 de mesaje noi'], ['en', 1, '1 new message'],
  ])('has its form in %s for %i', (language, count, expected) => {
    expect(say(textsOf(language)['unread'], language, { count })).toBe(expected);
  });

  it('keeps places that nobody fills', () => {
    expect(say('{name} is writing', 'en')).toBe('{name} is writing');
    expect(say(undefined, 'en', { count: 1 })).toBe('');
  });
});
