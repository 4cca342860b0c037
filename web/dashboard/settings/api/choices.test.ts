import { describe, expect, it } from 'vitest';
import published from '../../../api/openapi.json';
import { broken, expiryAfter, scopes, webhookEvents } from './choices.ts';

describe('what can be chosen', () => {
  it('is what the server describes', () => {
    const { CreateApiTokenRequest, CreateWebhookRequest } = published.components.schemas;
    expect(CreateApiTokenRequest.properties.scopes.items.enum).toEqual(scopes);
    expect(CreateWebhookRequest.properties.events.items.enum).toEqual(webhookEvents);
  });
});

describe('a time of validity', () => {
  it('ends so many days from now, or never', () => {
    expect(expiryAfter('30', Date.UTC(2026, 0, 1))).toBe('2026-01-31T00:00:00.000Z');
    expect(expiryAfter('', 0)).toBeUndefined();
  });
});

describe('a payload', () => {
  it('is shown line by line, and as it is when it is no JSON', () => {
    expect(broken('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}');
    expect(broken('{')).toBe('{');
  });
});
