import { useCallback, useSyncExternalStore } from 'react';
import { keep, kept, onKept } from './keep.ts';

/** A kept value and its setter; every tab shows the same. */
export function useKept(name: string): [string | undefined, (value: string | undefined) => void] {
  const value = useSyncExternalStore(onKept, () => kept(name));
  const set = useCallback((next: string | undefined) => keep(name, next), [name]);
  return [value, set];
}
