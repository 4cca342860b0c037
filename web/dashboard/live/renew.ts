import type { QueryClient, QueryKey } from '@tanstack/react-query';

/**
 * What is here is read anew. What is being read for the first time is read once more after that: its answer may be older than what has just been
 * told, and a first request is not begun again by being called out of date.
 */
export async function renew(client: QueryClient, queryKey: QueryKey): Promise<void> {
  const first = client.getQueryCache().findAll({ queryKey, fetchStatus: 'fetching' }).filter(({ state }) => state.data === undefined);
  await Promise.all([
    client.invalidateQueries({ queryKey }),
    ...first.map(async (query) => {
      await query.promise?.catch(() => undefined);
      await client.invalidateQueries({ queryKey: query.queryKey, exact: true });
    }),
  ]);
}
