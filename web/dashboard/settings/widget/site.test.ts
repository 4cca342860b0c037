import { describe, expect, it } from 'vitest';
import { codeToPaste, sitesOf } from './site.ts';

describe('Allowed sites', () => {
  it('are one a line, with https where nothing else is said', () => {
    expect(sitesOf(['shop.example', ' https://a.example ', '', 'http://localhost:8080', 'b.example:8443']))
      .toEqual(['https://shop.example', 'https://a.example', 'http://localhost:8080', 'https://b.example:8443']);
  });
});

describe('The code to paste', () => {
  it('names the group and the language only where they are chosen', () => {
    expect(codeToPaste('https://chat.example', 'k')).toBe('<script src="https://chat.example/widget.js" data-key="k" async></script>');
    expect(codeToPaste('https://chat.example', 'k', 'g', 'hu')).toContain('data-key="k" data-group="g" data-lang="hu" async');
  });

  it('cannot be broken out of', () => {
    expect(codeToPaste('https://chat.example', '"><script>')).toContain('data-key="&quot;>');
  });
});
