import { useSyncExternalStore } from 'react';

/** Milliseconds between two looks at the clock: ages are told in minutes, and the first minute in seconds. */
const Tick = 5_000;

let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

const tick = (): void => {
  now = Date.now();
  for (const listener of listeners) listener();
};

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (!timer) {
    timer = setInterval(tick, Tick);
    now = Date.now();
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The present moment, the same for everything on the page. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now);
