import { describe, expect, it } from 'vitest';
import published from '../../api/openapi.json';
import { byTag, objectIn, typeOf, whoMay, type ApiDocument } from './document.ts';

const api = published as unknown as ApiDocument;

describe('the published description', () => {
  it('is listed whole, each operation once and by an address of its own', () => {
    const listed = [...byTag(api).values()].flat();
    const methods = Object.values(api.paths).flatMap((item) => Object.keys(item).filter((key) => ['get', 'post', 'put', 'patch', 'delete'].includes(key)));
    expect(listed).toHaveLength(methods.length);
    expect(new Set(listed.map(({ id }) => id)).size).toBe(listed.length);
  });

  it('says who may call what', () => {
    const read = api.paths['/api/conversations']?.['get'];
    expect(read && whoMay(read)).toEqual({ scope: 'conversations:read', ways: ['session', 'token'] });
    const me = api.paths['/api/me']?.['get'];
    expect(me && whoMay(me).scope).toBeUndefined();
  });
});

describe('a schema', () => {
  it('is named in a few words', () => {
    expect(typeOf({ type: ['null', 'string'], format: 'uuid' })).toBe('null | uuid');
    expect(typeOf({ type: 'array', items: { $ref: '#/components/schemas/MessageItem' } })).toBe('MessageItem[]');
    expect(typeOf({ oneOf: [{ type: 'null' }, { $ref: '#/x/Group' }] })).toBe('null | Group');
  });

  it('leads to its fields through references and lists', () => {
    expect(objectIn(api, { type: 'array', items: { $ref: '#/components/schemas/MessageItem' } })?.properties).toHaveProperty('text');
    expect(objectIn(api, { type: 'string' })).toBeUndefined();
  });
});
