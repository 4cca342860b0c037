/** Milliseconds between two "is writing" signals, and how long one holds on the other side. */
const TellEvery = 3_000;
const Holds = 6_000;

/** Who is writing: the visitor, which is told sparingly, and the other side, for a moment each time it is heard. */
export class Typing {
  /** Name of the agent who is writing, empty where it has none; undefined while nobody is. */
  who: string | undefined;
  readonly #changed: () => void;
  #toldAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Whether the other side is to be told now that the visitor is writing. */
  isNews(): boolean {
    const now = Date.now();
    if (now - this.#toldAt < TellEvery) return false;
    this.#toldAt = now;
    return true;
  }

  saw(name: string | null): void {
    this.who = name ?? '';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.who = undefined;
      this.#changed();
    }, Holds);
  }
}
