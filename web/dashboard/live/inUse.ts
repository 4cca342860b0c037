/** Milliseconds without a sign of the person after which the page counts as left alone: someone who went for a coffee has opened nothing. */
const LeftAlone = 2 * 60_000;

const signs = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart', 'focus'] as const;

let lastSign = Date.now();
const listeners = new Set<() => void>();

/** Whether a person has the page before them. */
export const isInUse = (): boolean =>
  document.visibilityState === 'visible' && document.hasFocus() && Date.now() - lastSign < LeftAlone;

function sign(): void {
  const wasLeft = Date.now() - lastSign >= LeftAlone;
  lastSign = Date.now();
  if (wasLeft) tell();
}

function tell(): void {
  for (const listener of listeners) listener();
}

function shown(): void {
  lastSign = Date.now();
  tell();
}

/** Calls when the page comes to be in use again. */
export function onUse(listener: () => void): () => void {
  if (listeners.size === 0) {
    for (const name of signs) addEventListener(name, sign, { passive: true, capture: true });
    addEventListener('focus', shown);
    document.addEventListener('visibilitychange', shown);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    for (const name of signs) removeEventListener(name, sign, { capture: true });
    removeEventListener('focus', shown);
    document.removeEventListener('visibilitychange', shown);
  };
}
