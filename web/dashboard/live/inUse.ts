import { createListeners } from '../shared/listeners.ts';

/** Milliseconds without a sign of the person after which the page counts as left alone: someone who went for a coffee has opened nothing. */
const LeftAlone = 2 * 60_000;

const signs = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart', 'focus'] as const;

let lastSign = Date.now();
const { subscribe, tell } = createListeners(
  () => {
    for (const name of signs) addEventListener(name, sign, { passive: true, capture: true });
    addEventListener('focus', shown);
    document.addEventListener('visibilitychange', shown);
  },
  () => {
    for (const name of signs) removeEventListener(name, sign, { capture: true });
    removeEventListener('focus', shown);
    document.removeEventListener('visibilitychange', shown);
  },
);

/** Whether a person has the page before them. */
export const isInUse = (): boolean =>
  document.visibilityState === 'visible' && document.hasFocus() && Date.now() - lastSign < LeftAlone;

function sign(): void {
  const wasLeft = Date.now() - lastSign >= LeftAlone;
  lastSign = Date.now();
  if (wasLeft) tell();
}

function shown(): void {
  lastSign = Date.now();
  tell();
}

/** Calls when the page comes to be in use again. */
export const onUse = subscribe;
