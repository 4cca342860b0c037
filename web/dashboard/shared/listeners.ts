/** Who wants to hear that something outside React has changed. */
export interface Listeners {
  /** In the shape of `useSyncExternalStore`: gives what takes the listener away again. */
  subscribe: (listener: () => void) => () => void;
  tell: () => void;
}

/**
 * @param first What happens before the first listener comes, such as listening to the browser.
 * @param last What happens once the last one has gone.
 */
export function createListeners(first?: () => void, last?: () => void): Listeners {
  const listeners = new Set<() => void>();
  return {
    subscribe: (listener) => {
      if (listeners.size === 0) first?.();
      listeners.add(listener);
      return () => {
        if (listeners.delete(listener) && listeners.size === 0) last?.();
      };
    },
    tell: () => {
      for (const listener of listeners) listener();
    },
  };
}
