/** One server-sent event. */
export interface StreamEvent {
  /** Cursor to resume from; undefined while the stream gave none. */
  id: string | undefined;
  event: string;
  data: string;
}

/**
 * Reads `text/event-stream` (WHATWG HTML, 9.2.6) from bytes cut anywhere, also inside a
 * character or between CR and LF. Comments carry nothing and give no event.
 */
export class StreamParser {
  /** Takes a mark at the beginning of the stream away, too. */
  readonly #decoder = new TextDecoder();
  #rest = '';
  #sawCarriageReturn = false;
  #id: string | undefined;
  #event = '';
  #data: string[] = [];

  /** The events that these bytes complete. */
  push(bytes: Uint8Array): StreamEvent[] {
    let text = this.#decoder.decode(bytes, { stream: true });
    if (text === '') return [];
    // A CR at the end of the last chunk already ended its line; its LF is no second line.
    if (this.#sawCarriageReturn && text.startsWith('\n')) text = text.slice(1);
    this.#sawCarriageReturn = text === '' ? false : text.endsWith('\r');
    const lines = (this.#rest + text).split(/\r\n|\r|\n/);
    this.#rest = lines.pop() ?? '';
    return lines.flatMap((line) => this.#line(line) ?? []);
  }

  #line(line: string): StreamEvent | undefined {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    if (colon === 0) return undefined;
    const field = colon < 0 ? line : line.slice(0, colon);
    const raw = colon < 0 ? '' : line.slice(colon + 1);
    const value = raw.startsWith(' ') ? raw.slice(1) : raw;
    if (field === 'data') this.#data.push(value);
    else if (field === 'event') this.#event = value;
    else if (field === 'id' && !value.includes('\0')) this.#id = value;
    return undefined;
  }

  #dispatch(): StreamEvent | undefined {
    const event = this.#event || 'message';
    const data = this.#data;
    this.#event = '';
    this.#data = [];
    return data.length === 0 ? undefined : { id: this.#id, event, data: data.join('\n') };
  }
}
