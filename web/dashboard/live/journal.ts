import type { Events } from '@nightbell/api';

/** An event of the stream. */
export type Told = { [K in keyof Events]: { event: K; data: Events[K] } }[keyof Events];

/** Events remembered: more than come while a request is under way. */
const Remembered = 2_000;

const MostReadings = 3;

let entries: Told[] = [];
let forgotten = 0;

/** Remembers what the stream told. */
export function note(told: Told): void {
  entries.push(told);
  if (entries.length > 2 * Remembered) {
    forgotten += entries.length - Remembered;
    entries = entries.slice(-Remembered);
  }
}

/**
 * Reads something that the stream changes. An answer may have been written before an event and arrive after it;
 * so what was told meanwhile is applied to it once more, which changes nothing that it already holds.
 */
export async function readSteadily<T>(read: () => Promise<T>, apply: (data: T, told: Told) => T): Promise<T> {
  for (let reading = 1; ; reading += 1) {
    const mark = forgotten + entries.length;
    const data = await read();
    if (mark >= forgotten || reading >= MostReadings) return entries.slice(Math.max(0, mark - forgotten)).reduce(apply, data);
  }
}
