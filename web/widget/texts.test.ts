import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import english from './texts/en.json';
import hungarian from './texts/hu.json';

const places = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();
const source = readdirSync(join(import.meta.dirname, 'src')).map((name) => readFileSync(join(import.meta.dirname, 'src', name), 'utf8')).join('\n');

/** They reach the widget as `automatic`, unless the account has words of its own. */
const saidByTheServer = new Set(['automaticOffline', 'automaticBusy']);

describe('The texts of the widget', () => {
  it('say the same in both languages, with the same places', () => {
    expect(Object.keys(hungarian)).toEqual(Object.keys(english));
    for (const [key, text] of Object.entries(english)) expect(places(hungarian[key as keyof typeof hungarian]), key).toEqual(places(text));
  });

  it('are all used, and nothing else is asked for', () => {
    const asked = new Set([...source.matchAll(/'([a-z][A-Za-z]+)'/g)].map(([, key]) => key));
    for (const key of Object.keys(english)) if (!saidByTheServer.has(key)) expect(asked, key).toContain(key);
    for (const [, key = ''] of source.matchAll(/#say\('(\w+)'/g)) expect(Object.keys(english)).toContain(key);
  });

  it('stand in the table of the README', () => {
    const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');
    const rows = [...readme.matchAll(/^\| `(\w+)` \| (.*) \| (.*) \|$/gm)].map(([, key, first, second]) => [key, first, second]);
    expect(rows).toEqual(Object.entries(english).map(([key, text]) => [key, text, hungarian[key as keyof typeof hungarian]]));
  });
});
