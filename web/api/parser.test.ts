import { describe, expect, it } from 'vitest';
import { StreamParser, type StreamEvent } from './parser.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The events when the bytes arrive in pieces of a size. */
function inPieces(text: string, size: number): StreamEvent[] {
  const parser = new StreamParser();
  const all = bytes(text);
  const events: StreamEvent[] = [];
  for (let at = 0; at < all.length; at += size) events.push(...parser.push(all.subarray(at, at + size)));
  return events;
}

const stream = '\uFEFF: hello\r\n\r\nid: 1\r\nevent: message\r\ndata: {"text":"Őrült jó 🌙"}\r\n\r\n:\r\n\r\nid: 2\nevent:message\ndata:{\ndata: }\n\nid: 3\revent: x\rdata\r\r';
const expected = [
  { id: '1', event: 'message', data: '{"text":"Őrült jó 🌙"}' },
  { id: '2', event: 'message', data: '{\n}' },
  { id: '3', event: 'x', data: '' },
];

describe('A stream of events', () => {
  it('reads the same however the bytes are cut, inside characters and between CR and LF too', () => {
    for (let size = 1; size <= bytes(stream).length; size += 1) expect(inPieces(stream, size), `pieces of ${size}`).toEqual(expected);
  });

  it('takes a comment for no event', () => {
    expect(inPieces(': still here\n\n: and now\n\n', 4)).toEqual([]);
  });

  it('keeps the cursor of an earlier event for one that gives none', () => {
    expect(inPieces('id: 7\ndata: a\n\ndata: b\n\n', 100).map(({ id }) => id)).toEqual(['7', '7']);
  });

  it('gives no event before its blank line, so that half an event is never believed', () => {
    const parser = new StreamParser();
    expect(parser.push(bytes('data: {"half":\n'))).toEqual([]);
    expect(parser.push(bytes('data: true}\n\n'))).toEqual([{ id: undefined, event: 'message', data: '{"half":\ntrue}' }]);
  });

  it('takes nothing but the first byte order mark away, and one space after the colon', () => {
    expect(inPieces('data:  two spaces\n\n', 100)[0]?.data).toBe(' two spaces');
  });
});
