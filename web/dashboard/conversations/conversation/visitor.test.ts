import { describe, expect, it } from 'vitest';
import { languageName, readNoteDraft, webAddress } from './visitor.ts';

describe('What a visitor\'s browser says', () => {
  it('is a link only when it is an address of the web', () => {
    expect(webAddress('https://shop.example/a?b=c')).toBe('https://shop.example/a?b=c');
    expect(webAddress('http://shop.example')).toBe('http://shop.example/');
    for (const other of ['javascript:alert(1)', ' javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'shop', '']) expect(webAddress(other), other).toBeUndefined();
  });

  it('is a language in words, or what it said', () => {
    expect(languageName('hu', 'en')).toBe('Hungarian');
    expect(languageName('hu-HU', 'hu')).toBe('magyar (Magyarország)');
    expect(languageName('not a language', 'en')).toBe('not a language');
  });
});

describe('A note that was not saved', () => {
  it('is read as far as it can be', () => {
    expect(readNoteDraft('{"text":"rich","upon":""}')).toEqual({ text: 'rich', upon: '' });
    expect([readNoteDraft(undefined), readNoteDraft('{'), readNoteDraft('null'), readNoteDraft('{"text":1,"upon":""}')]).toEqual([undefined, undefined, undefined, undefined]);
  });
});
