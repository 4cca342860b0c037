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

  it('are all used', () => {
    for (const key of Object.keys(english)) if (!made.test(key)) expect(source, key).toContain(`'${key}'`);
  });
});
