import { NetworkTrouble, Problem } from '@nightbell/api/problem';
import { describe, expect, it } from 'vitest';
import type { Memory, Remembered, Unsent } from './src/memory.ts';
import { Outbox, type Outcome } from './src/outbox.ts';

/** Memory that ends with the test, as it does where storage is blocked. */
function remember(value: Remembered = {}): Memory & { kept: Remembered } {
  const memory = {
    kept: value,
    get value() { return this.kept; },
    set(change: Remembered | ((kept: Remembered) => Remembered)) { this.kept = { ...this.kept, ...(typeof change === 'function' ? change(this.kept) : change) }; },
  };
  return memory as unknown as Memory & { kept: Remembered };
}

const message = (id: string): Unsent => ({ id, body: { text: id } });
const problem = (status: number, code: string): Problem => new Problem(status, code, undefined, {}, undefined);

/** An outbox whose deliveries fail as told, and what became of them. */
function outbox(troubles: (Error | undefined)[], memory = remember()): { box: Outbox; arrived: string[]; held: Outcome[]; settled: () => Promise<void> } {
  const [arrived, held]: [string[], Outcome[]] = [[], []];
  const box = new Outbox({
    memory,
    deliver: ({ id }) => {
      const trouble = troubles.shift();
      if (trouble) return Promise.reject(trouble);
      arrived.push(id);
      return Promise.resolve({ id, number: arrived.length, conversationId: '', at: '', online: true });
    },
    delivered: () => undefined,
    held: (_, outcome) => held.push(outcome),
    pause: () => Promise.resolve(),
  });
  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 200; turn++) await Promise.resolve();
  };
  return { box, arrived, held, settled };
}

describe('The outbox', () => {
  it('lets none overtake while the network is down', async () => {
    const lost = new NetworkTrouble('cut');
    const { box, arrived, held, settled } = outbox([lost, lost, undefined, problem(503, 'busy')]);
    for (const id of ['a', 'b', 'c']) box.add(message(id));
    await settled();
    expect(arrived).toEqual(['a', 'b', 'c']);
    expect(held).toEqual(['later', 'later', 'later']);
    expect(box.waiting).toEqual([]);
  });

  it('goes on without what is refused, and tries it when the visitor asks', async () => {
    const { box, arrived, settled } = outbox([problem(400, 'invalid')]);
    for (const id of ['a', 'b']) box.add(message(id));
    await settled();
    expect(arrived).toEqual(['b']);
    box.retry(undefined, 'a');
    await settled();
    expect(arrived).toEqual(['b', 'a']);
  });

  it('holds everything until the visitor has left an address, and sends it with the first', async () => {
    const memory = remember();
    const { box, arrived, held, settled } = outbox([problem(409, 'contact_needed')], memory);
    box.add(message('a'));
    await settled();
    box.add(message('b'));
    await settled();
    expect([arrived, held]).toEqual([[], ['contact']]);
    expect(memory.kept.unsent?.map(({ id }) => id)).toEqual(['a', 'b']);
    box.retry({ email: 'anna@example.com' });
    await settled();
    expect(arrived).toEqual(['a', 'b']);
    expect(memory.kept.unsent).toEqual([]);
  });

  it('goes on when another page has left the address', async () => {
    const { box, arrived, settled } = outbox([problem(409, 'contact_needed')]);
    box.add(message('a'));
    await settled();
    box.arrived('a');
    box.add(message('b'));
    await settled();
    expect(arrived).toEqual(['b']);
  });

  it('sends the address with the first that is not refused', async () => {
    const memory = remember();
    const { box, arrived, settled } = outbox([problem(400, 'invalid'), problem(409, 'contact_needed')], memory);
    for (const id of ['a', 'b']) box.add(message(id));
    await settled();
    box.retry({ email: 'anna@example.com' });
    expect(memory.kept.unsent?.map(({ contact }) => contact?.email)).toEqual([undefined, 'anna@example.com']);
    await settled();
    expect(arrived).toEqual(['b']);
  });

  it('goes on with what a former page wrote, and leaves what another page writes alone', async () => {
    const memory = remember({ unsent: [message('old')] });
    const { box, arrived, settled } = outbox([], memory);
    memory.set(({ unsent = [] }) => ({ unsent: [...unsent, message('elsewhere')] }));
    box.run();
    await settled();
    expect(arrived).toEqual(['old']);
    expect(memory.kept.unsent?.map(({ id }) => id)).toEqual(['elsewhere']);
  });

  it('does not send what has arrived by another page', async () => {
    const { box, arrived, settled } = outbox([], remember({ unsent: [message('a'), message('b')] }));
    box.arrived('a');
    box.run();
    await settled();
    expect(arrived).toEqual(['b']);
  });
});
