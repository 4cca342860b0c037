import { useSyncExternalStore } from 'react';

let trouble: Error | undefined;
const listeners = new Set<() => void>();

/** What went wrong with something a person did, for the banner; undefined when something works again. */
export function setTrouble(error: Error | undefined): void {
  if (trouble === error) return;
  trouble = error;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useTrouble = (): Error | undefined => useSyncExternalStore(subscribe, () => trouble);
