import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import english from './texts/en.json';

const folder = join(import.meta.dirname, 'texts');
const others = readdirSync(folder).filter((name) => name !== 'en.json');
const read = (name: string): Record<string, string> => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, string>;
const places = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();

const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.') && !name.includes('node_modules'));
const source = files.map((name) => readFileSync(join(import.meta.dirname, name), 'utf8')).join('\n');

/** Keys made at run time from a state, a code or a name of the contract. */
const made = /^(access|address|audit|box|cause|check|colours|device|empty|evidence|feature|kind|mail|notified|outcome|problem|purpose|relay|rule|scope|start|state|stateText|told|trouble|hooks\.off|hooks\.state|unit|value|verdict|widget\.ask|withdrawn)\./;

describe('The texts of the dashboard', () => {
  it.each(others)('say the same in %s, with the same places', (name) => {
    const other = read(name);
    expect(Object.keys(other)).toEqual(Object.keys(english));
    for (const [key, text] of Object.entries(english)) expect(places(other[key] ?? ''), key).toEqual(places(text));
  });

  it('are all used', () => {
    for (const key of Object.keys(english)) if (!made.test(key)) expect(source, key).toContain(`'${key}'`);
  });

  it('have every key that the code names', () => {
    const named = [...source.matchAll(/\bt\('([^']+)'/g)].map(([, key]) => key ?? '');
    expect(named.length).toBeGreaterThan(50);
    for (const key of named) expect(Object.keys(english), key).toContain(key);
  });

  it('stand in the language files and not in the code', () => {
    // Words between a tag's end and the next tag, in files that draw.
    for (const name of files.filter((file) => file.endsWith('.tsx'))) {
      const code = readFileSync(join(import.meta.dirname, name), 'utf8').replace(/\{\/\*[\s\S]*?\*\/\}|\/\*[\s\S]*?\*\/|\/\/.*/g, '');
      const words = [...code.matchAll(/<\/?[a-zA-Z][^<>]*>([^<>{}()=;]*[A-Za-z]{3}[^<>{}()=;]*)</g)].map(([, text]) => text?.trim());
      expect(words.filter((text) => text !== 'Nightbell'), name).toEqual([]);
    }
  });
});
