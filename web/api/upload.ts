import type { ClientOptions } from './client.ts';
import { headersOf } from './client.ts';
import { NetworkTrouble, readProblem } from './problem.ts';

/** Files of one message, and octets of one file: the contract's limits. */
export const FilesMax = 10;
export const FileSizeMax = 20 * 1024 * 1024;

/** What is told while a file is on its way. */
export interface UploadHooks {
  /** From 0 to 1. */
  progress: (part: number) => void;
  signal: AbortSignal;
}

/**
 * Sends a file: as {@link import('./client.ts').createSend} does, but it tells how far it is, which `fetch` cannot; and it takes as long as it takes.
 */
export function createUpload(options: ClientOptions = {}): <T>(path: string, file: Blob, hooks: UploadHooks) => Promise<T> {
  return <T>(path: string, file: Blob, { progress, signal }: UploadHooks): Promise<T> => new Promise<T>((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', (options.base ?? '') + path);
    headersOf(options).forEach((value, name) => request.setRequestHeader(name, value));
    // What it is, the server sees for itself; what it calls itself here would only ask a preflight more.
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.onprogress = ({ loaded, total, lengthComputable }) => lengthComputable && progress(loaded / total);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText) as T);
      else {
        const headers = { 'Retry-After': request.getResponseHeader('Retry-After') ?? '' };
        readProblem(new Response(request.responseText, { status: request.status, headers })).then(reject, reject);
      }
    };
    request.onerror = request.onabort = () => reject(new NetworkTrouble());
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}
