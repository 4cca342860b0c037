/**
 * Holds the event stream for all tabs of a browser, so that they are one device and one connection.
 * It lives while one of them does.
 */
import { openStream } from './openStream.ts';
import type { FromStream, ToWorker } from './wire.ts';

const ports = new Set<MessagePort>();
let stream: { close: () => void } | undefined;
let connected: boolean | undefined;

const tellAll = (message: FromStream): void => {
  if (message.type === 'connection') connected = message.connected;
  if (message.type === 'ended') stop();
  for (const port of ports) port.postMessage(message);
};

function stop(): void {
  stream?.close();
  stream = undefined;
  connected = undefined;
}

function hear(port: MessagePort, message: ToWorker): void {
  if (message.type === 'stop') {
    tellAll({ type: 'ended', status: 401 });
    return;
  }
  ports.add(port);
  // Whoever gets the lock outlived the tab: nothing else tells of one that was closed, or crashed.
  if (message.lock) void navigator.locks.request(message.lock, () => ports.delete(port));
  if (!stream) stream = openStream(message.device, tellAll);
  else if (connected !== undefined) {
    // The stream stands already; this tab hears everything from here on.
    port.postMessage({ type: 'connection', connected } satisfies FromStream);
    port.postMessage({ type: 'anew' } satisfies FromStream);
  }
}

/** TypeScript's library for pages knows no scope of shared workers. */
const scope = globalThis as unknown as { onconnect: ((event: MessageEvent) => void) | null };

scope.onconnect = ({ ports: [port] }) => {
  if (!port) return;
  port.onmessage = ({ data }: MessageEvent<ToWorker>) => hear(port, data);
};
