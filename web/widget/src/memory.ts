/** A message that was written and is not known to have arrived, as it will be sent: the same words however often. */
export interface Unsent {
  id: string;
  body: { text: string; groupId?: string; page?: { url: string; title: string }; files?: string[] };
  /** What the visitor told of themselves with it. */
  contact?: Contact;
}

export interface Contact {
  name?: string;
  email?: string;
  phone?: string;
}

/** What a browser remembers of a visitor between pages, from the moment they first write. */
export interface Remembered {
  token?: string;
  /** The visitor has left an address: the form is not shown again. */
  known?: boolean;
  /** Newest message number the visitor has seen. */
  seen?: number;
  unsent?: Unsent[];
  /** What of the site's words about the visitor the server has heard. */
  told?: string;
  consent?: boolean;
  /** The visitor switched the sound off. */
  silent?: boolean;
}

/** Keeps {@link Remembered} in local storage, or, where that is blocked, for this page alone. */
export class Memory {
  #value: Remembered = {};
  readonly #name: string;
  #elsewhere: () => void = () => undefined;
  /** What is stored is older than what this page knows. */
  #full = false;

  constructor(key: string) {
    this.#name = `nightbell:${key}`;
    this.#read();
    addEventListener('storage', ({ key: name }) => {
      if (this.#full || (name && name !== this.#name)) return;
      // What is there now, not what this tells of: a page that slept hears of everything late.
      this.#value = {};
      this.#read();
      this.#elsewhere();
    });
  }

  get value(): Readonly<Remembered> {
    return this.#value;
  }

  /** Told when another page of the site changed what is remembered. */
  onElsewhere(listener: () => void): void {
    this.#elsewhere = listener;
  }

  /** Changes what is remembered, on top of what other pages did. */
  set(change: Remembered | ((value: Readonly<Remembered>) => Remembered)): void {
    this.#read();
    this.#value = { ...this.#value, ...(typeof change === 'function' ? change(this.#value) : change) };
    this.#store(JSON.stringify(this.#value));
  }

  /** Begins anew, but for what the visitor chose, and for what has not been delivered where the next one is the same person. */
  forget(everything = false, unsent?: Unsent[]): void {
    const { consent, silent } = this.#value;
    this.#value = everything ? {} : { ...(unsent && { unsent }), ...(consent && { consent }), ...(silent && { silent }) };
    this.#store(JSON.stringify(this.#value));
  }

  #read(): void {
    if (this.#full) return;
    try {
      // Of whoever is new nothing is there, and a thrown error costs their page milliseconds.
      this.#value = (JSON.parse(localStorage.getItem(this.#name) ?? 'null') as Remembered | null) || this.#value;
    } catch {
      // Blocked or damaged: what this page knows still holds.
    }
  }

  #store(text: string): void {
    try {
      if (text === '{}') localStorage.removeItem(this.#name);
      else localStorage.setItem(this.#name, text);
      this.#full = false;
    } catch {
      // Blocked or full: it lives on in this page.
      this.#full = true;
    }
  }
}
