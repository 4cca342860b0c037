/**
 * What a browser keeps for itself: small things by name in `localStorage`, told to every tab. Where storage is
 * blocked they live as long as the page.
 */
const Prefix = 'nightbell:';
const memory = new Map<string, string>();
const listeners = new Set<(name: string) => void>();

export function kept(name: string): string | undefined {
  try {
    return memory.get(name) ?? localStorage.getItem(Prefix + name) ?? undefined;
  } catch {
    return memory.get(name);
  }
}

/** Keeps a value; undefined forgets it. */
export function keep(name: string, value: string | undefined): void {
  if (value === undefined) memory.delete(name);
  else memory.set(name, value);
  try {
    if (value === undefined) localStorage.removeItem(Prefix + name);
    else localStorage.setItem(Prefix + name, value);
    // Once it is stored the store alone speaks, so that another tab's change is seen.
    memory.delete(name);
  } catch {
    // Blocked or full: it holds for this page, whatever was stored before.
  }
  for (const listener of listeners) listener(name);
}

/** Hears of changes, also of those other tabs make. */
export function onKept(listener: (name: string) => void): () => void {
  const elsewhere = (event: StorageEvent): void => {
    if (event.key === null) {
      memory.clear();
      listener('');
    } else if (event.key.startsWith(Prefix)) {
      memory.delete(event.key.slice(Prefix.length));
      listener(event.key.slice(Prefix.length));
    }
  };
  listeners.add(listener);
  globalThis.addEventListener('storage', elsewhere);
  return () => {
    listeners.delete(listener);
    globalThis.removeEventListener('storage', elsewhere);
  };
}
