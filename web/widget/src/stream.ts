import { follow } from '@nightbell/api/stream';
import type { Tell } from './share.ts';

/** The visitor's events; without a token nothing but whether the team is there. The result closes it. */
export function openStream(of: { base: string; key: string; group: string; token: string | undefined }, after: string | undefined, tell: Tell): () => void {
  const { base, key, group, token } = of;
  const query = group ? `?group=${encodeURIComponent(group)}` : '';
  const stream = follow({
    base,
    token: () => token,
    path: `/widget/v1/${token ? 'events' : `${encodeURIComponent(key)}/events`}${query}`,
    after,
    onHello: (cursor) => tell('hello', {}, cursor),
    onReset: (cursor) => tell('reset', {}, cursor),
    onEvent: tell,
    onConnection: (up) => up || tell('down'),
    onRefused: ({ status }) => tell('refused', status),
  });
  return () => stream.close();
}
