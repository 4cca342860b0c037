import { follow } from '@nightbell/api/stream';
import type { Told } from './journal.ts';
import type { FromStream } from './wire.ts';

/** Opens the stream of a device, which is alive while it stands. */
export function openStream(device: string, tell: (message: FromStream) => void): { close: () => void } {
  let first = true;
  return follow({
    path: `/api/events?device=${encodeURIComponent(device)}`,
    // What happened between reading the page and this moment is in nobody's cursor.
    onHello: () => {
      if (first) tell({ type: 'anew' });
      first = false;
    },
    onReset: () => tell({ type: 'anew' }),
    onEvent: (event, data) => tell({ type: 'told', told: { event, data } as Told }),
    onConnection: (connected) => tell({ type: 'connection', connected }),
    onRefused: ({ status }) => tell({ type: 'ended', status }),
  });
}
