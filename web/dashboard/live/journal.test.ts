import { describe, expect, it } from 'vitest';
import { note, readSteadily, type Told } from './journal.ts';

const told = (id: string): Told => ({ event: 'mail', data: { id, state: 'queued' } });
const add = (seen: string[], event: Told): string[] => (event.event === 'mail' && !seen.includes(event.data.id) ? [...seen, event.data.id] : seen);

describe('Reading what the stream changes', () => {
  it('applies what was told between the question and the answer, and nothing older', async () => {
    note(told('before'));
    const read = async (): Promise<string[]> => {
      await Promise.resolve();
      note(told('meanwhile'));
      return ['answer'];
    };
    expect(await readSteadily(read, add)).toEqual(['answer', 'meanwhile']);
  });

  it('asks again when more was told than is remembered', async () => {
    let readings = 0;
    const read = (): Promise<string[]> => {
      readings += 1;
      if (readings === 1) for (let count = 0; count < 5_000; count += 1) note(told(String(count)));
      return Promise.resolve([`answer ${readings}`]);
    };
    expect(await readSteadily(read, add)).toEqual(['answer 2']);
  });
});
