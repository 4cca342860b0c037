import { describe, expect, it } from 'vitest';
import { fillIn, insertAt, matching, slashBefore } from './canned.ts';

const answers = [
  { id: '1', shortcut: 'hello', text: 'Hello {name}!' }, { id: '2', shortcut: 'hours', text: 'We open at nine.' }, { id: '3', shortcut: 'bye', text: 'So long, hope to see you' },
];
const found = (query: string): string[] => matching(answers, query).map(({ shortcut }) => shortcut);

describe('A slash', () => {
  it('asks for a canned answer where it begins a word', () => {
    expect(slashBefore('/', 1)).toEqual({ at: 0, query: '' });
    expect(slashBefore('Dear\n/hel', 9)).toEqual({ at: 5, query: 'hel' });
    expect(slashBefore('/hel lo', 4)).toEqual({ at: 0, query: 'hel' });
  });

  it('is a slash everywhere else', () => {
    for (const text of ['', 'and/or', 'https://shop.example', '/hello there', '1 / 2', '//']) expect(slashBefore(text, text.length), text).toBeUndefined();
  });
});

describe('Canned answers', () => {
  it('are found by shortcut first, then by what they say', () => {
    expect(found('h')).toEqual(['hello', 'hours', 'bye']);
    expect(found('HO')).toEqual(['hours', 'bye']);
    expect(found('nine')).toEqual(['hours']);
    expect(found('zzz')).toEqual([]);
  });

  it('name the visitor and the agent, and nobody who is not known', () => {
    expect(fillIn('Hello {name}, {agent} here. {name}?', { name: 'Dóra', agent: 'Anna' })).toBe('Hello Dóra, Anna here. Dóra?');
    expect(fillIn('Hello {name}! {other}', { name: null, agent: 'Anna' })).toBe('Hello! {other}');
    expect(fillIn('{name}', { name: '{agent} $&', agent: 'Anna' })).toBe('{agent} $&');
  });

  it('come where the slash stood, and leave the rest', () => {
    expect(insertAt('So: /hel and on', { at: 4, query: 'hel' }, 'Hello!')).toEqual({ text: 'So: Hello! and on', caret: 10 });
  });
});
