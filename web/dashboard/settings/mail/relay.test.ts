import { describe, expect, it } from 'vitest';
import { requestOf, type RelayFields } from './relay.ts';

const fields: RelayFields = { host: 'mail.example', port: '587', security: 'starttls', user: 'anna', password: '', from: '' };

describe('The request of the relay', () => {
  it('keeps a password that is not typed anew', () => {
    expect(requestOf(fields)).toEqual({ smtp: { host: 'mail.example', port: 587, security: 'starttls', user: 'anna' }, from: null });
    expect(requestOf({ ...fields, password: 'x' })).toMatchObject({ smtp: { password: 'x' } });
  });

  it('goes with the installation without a host', () => {
    expect(requestOf({ ...fields, host: ' ', from: 'sales@shop.example' })).toEqual({ smtp: null });
    expect(requestOf({ ...fields, host: ' ' }, false)).toEqual({ smtp: null });
    expect(requestOf({ ...fields, host: ' ', from: 'sales@shop.example' }, false)).toEqual({ smtp: null, from: 'sales@shop.example' });
  });

  it('leaves a port that is none to the server to refuse', () => {
    expect(requestOf({ ...fields, port: 'x' })).toMatchObject({ smtp: { port: 0 } });
  });
});
