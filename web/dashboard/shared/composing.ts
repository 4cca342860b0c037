/** The code of a key that an input method handles (UI Events, 7.3.1). */
const HandledElsewhere = 229;

/**
 * Whether the key belongs to an input method: it chooses among words and sends nothing. Safari ends the composition before it tells of the
 * Enter that ended it, and marks that key by its code alone.
 */
export function isComposing(event: KeyboardEvent): boolean {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- Nothing else tells in Safari.
  return event.isComposing || event.keyCode === HandledElsewhere;
}
