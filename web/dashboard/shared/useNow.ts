import { useSyncExternalStore } from 'react';
import { createListeners } from './listeners.ts';

/** Milliseconds between two looks at the clock: ages are told in minutes, and the first minute in seconds. */
const Tick = 5_000;

let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

const { subscribe, tell } = createListeners(
  () => {
    timer = setInterval(tick, Tick);
    now = Date.now();
  },
  () => clearInterval(timer),
);

function tick(): void {
  now = Date.now();
  tell();
}

/** The present moment, the same for everything on the page. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now);
