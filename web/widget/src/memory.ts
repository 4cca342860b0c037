/** What a browser remembers of a visitor between pages, from the moment they first write. */
export interface Remembered {
  token?: string;
  /** The visitor has left an address: the form is not shown again. */
  known?: boolean;
  /** Newest message number the visitor has seen. */
  seen?: number;
  /** Written, but not yet known to have arrived. */
  unsent?: { id: string; text: string; groupId?: string }[];
}

/** Keeps {@link Remembered} in local storage, or, where that is blocked, for this page alone. */
export class Memory {
  #value: Remembered = {};
  readonly #name: string;

  /** `elsewhere` is told when another page of the site changed what is remembered. */
  constructor(key: string, elsewhere: () => void) {
    this.#name = `nightbell:${key}`;
    this.#read();
    addEventListener('storage', ({ key: name }) => {
      if (name !== this.#name) return;
      this.#read();
      elsewhere();
    });
  }

  get value(): Readonly<Remembered> {
    return this.#value;
  }

  /** Changes what is remembered; nothing is stored for a visitor who has not written yet. */
  set(change: Remembered): void {
    this.#value = { ...this.#value, ...change };
    if (this.#value.token) this.#store(JSON.stringify(this.#value));
  }

  forget(): void {
    const unsent = this.#value.unsent;
    this.#value = unsent ? { unsent } : {};
    this.#store(undefined);
  }

  #read(): void {
    try {
      const stored: unknown = JSON.parse(localStorage.getItem(this.#name) ?? '{}');
      if (typeof stored === 'object' && stored !== null) this.#value = stored;
    } catch {
      // Blocked or damaged: a new visitor.
    }
  }

  #store(text: string | undefined): void {
    try {
      if (text === undefined) localStorage.removeItem(this.#name);
      else localStorage.setItem(this.#name, text);
    } catch {
      // Blocked or full: it lives on in this page.
    }
  }
}
