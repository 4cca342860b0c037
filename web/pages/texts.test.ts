import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import english from './texts/en.json';
import hungarian from './texts/hu.json';

const places = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();
const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
const source = files.map((name) => readFileSync(join(import.meta.dirname, name), 'utf8')).join('\n');

/** Keys made at run time from a state, a code or a name of the contract. */
const made = /^(problem|rule|demo\.(lamp|lantern|candle|blanket|tea|stars))\./;

describe('The texts of the pages', () => {
  it('say the same in both languages, with the same places', () => {
    expect(Object.keys(hungarian)).toEqual(Object.keys(english));
    for (const [key, text] of Object.entries(english)) expect(places(hungarian[key as keyof typeof hungarian]), key).toEqual(places(text));
  });

  it('say to visitors the same in every language of the widget', () => {
    const said = (folder: string): string[] => readdirSync(join(import.meta.dirname, folder)).sort();
    expect(said('texts/visitors')).toEqual(said('../widget/texts').filter((name) => name !== 'en.json' && name !== 'hu.json'));
    const [first, ...others] = said('texts/visitors').map((name) => JSON.parse(readFileSync(join(import.meta.dirname, 'texts/visitors', name), 'utf8')) as Record<string, string>);
    for (const other of others) expect(Object.keys(other)).toEqual(Object.keys(first ?? {}));
    for (const language of [first ?? {}, ...others]) {
      for (const [key, text] of Object.entries(language)) expect(places(text), key).toEqual(places(english[key as keyof typeof english]));
    }
  });

  it('are all used', () => {
    for (const key of Object.keys(english)) if (!made.test(key)) expect(source, key).toContain(`'${key}'`);
  });
});
