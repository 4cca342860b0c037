import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import { renew } from './renew.ts';

/** A query that is on screen, whose answers come when they are let. */
function shown(): { client: QueryClient; answer: (text: string) => void; asked: () => number; data: () => string | undefined } {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } });
  const waiting: ((text: string) => void)[] = [];
  let asked = 0;
  const observer = new QueryObserver<string>(client, {
    queryKey: ['mails', 'all'],
    queryFn: () => {
      asked += 1;
      return new Promise((resolve) => waiting.push(resolve));
    },
  });
  observer.subscribe(() => undefined);
  return { client, answer: (text) => waiting.shift()?.(text), asked: () => asked, data: () => observer.getCurrentResult().data };
}

it('reads once more what was being read for the first time when something happened', async () => {
  const { client, answer, asked, data } = shown();
  const renewed = renew(client, ['mails']);
  answer('leaving now');
  await expect.poll(asked).toBe(2);
  answer('came back');
  await renewed;
  expect(data()).toBe('came back');
});

it('reads what is here once', async () => {
  const { client, answer, asked, data } = shown();
  answer('leaving now');
  await expect.poll(data).toBe('leaving now');
  const renewed = renew(client, ['mails']);
  answer('came back');
  await renewed;
  expect([asked(), data()]).toEqual([2, 'came back']);
});
