import { useSyncExternalStore } from 'react';
import { createListeners } from './listeners.ts';

let trouble: Error | undefined;
const { subscribe, tell } = createListeners();

/** What went wrong with something a person did, for the banner; undefined when something works again. */
export function setTrouble(error: Error | undefined): void {
  if (trouble === error) return;
  trouble = error;
  tell();
}

export const useTrouble = (): Error | undefined => useSyncExternalStore(subscribe, () => trouble);
