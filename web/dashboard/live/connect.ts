import { newId } from '@nightbell/widget/id';
import { openStream } from './openStream.ts';
import type { FromStream, ToWorker } from './wire.ts';

export interface Connection {
  /** Stops listening in this tab. */
  close: () => void;
  /** Ends the stream for every tab: the person signs out. */
  stop: () => void;
}

/** Joins the stream that this browser's tabs share; where there are no shared workers, each tab has its own. */
export function connect(agent: string, device: string, tell: (message: FromStream) => void): Connection {
  if (typeof SharedWorker === 'undefined') return inPage(device, tell);
  try {
    return inWorker(agent, device, tell);
  } catch {
    return inPage(device, tell);
  }
}

function inWorker(agent: string, device: string, tell: (message: FromStream) => void): Connection {
  const worker = new SharedWorker(new URL('./streamWorker.ts', import.meta.url), { type: 'module', name: `nightbell ${agent} ${device}` });
  const say = (message: ToWorker): void => worker.port.postMessage(message);
  let fallen: Connection | undefined;
  worker.onerror = () => {
    fallen ??= inPage(device, tell);
  };
  worker.port.onmessage = ({ data }: MessageEvent<FromStream>) => tell(data);
  const release = holdLock((lock) => say({ type: 'open', device, lock }));
  return {
    close: () => {
      worker.port.onmessage = null;
      release();
      fallen?.close();
    },
    stop: () => {
      say({ type: 'stop' });
      fallen?.stop();
    },
  };
}

/** Holds a lock of this tab's own until released, or until the tab is gone; browsers have none on a page without https. */
function holdLock(held: (name: string | undefined) => void): () => void {
  const locks = (navigator as Partial<Navigator>).locks;
  if (!locks) {
    held(undefined);
    return () => undefined;
  }
  const name = `nightbell tab ${newId()}`;
  let release = (): void => undefined;
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  void locks.request(name, () => {
    held(name);
    return until;
  });
  return () => release();
}

function inPage(device: string, tell: (message: FromStream) => void): Connection {
  const { close } = openStream(device, tell);
  return { close, stop: close };
}
