import type { Told } from './journal.ts';

/** What a tab says to the worker that holds the stream. */
export type ToWorker =
  /** `lock` is the name of a Web Lock that the tab holds as long as it listens, where the browser has such. */
  | { type: 'open'; device: string; lock: string | undefined }
  | { type: 'stop' };

/** What the stream's holder says to a tab. */
export type FromStream =
  | { type: 'told'; told: Told }
  /** From here on everything is told: whatever was read before may be old. */
  | { type: 'anew' }
  | { type: 'connection'; connected: boolean }
  /** The server refuses for good. */
  | { type: 'ended'; status: number };
