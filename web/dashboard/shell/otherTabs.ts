import { useEffect } from 'react';
import { onKept } from '../shared/keep.ts';
import { keys, queryClient } from '../shared/queries.ts';

/** Kept anew at every sign-in: the cookie is every tab's, so each must ask again whose it is. */
export const SignedInName = 'signed-in';

/** Asks who I am whenever somebody signs in in any tab of this browser. */
export function useOtherTabs(): void {
  useEffect(() => onKept((name) => {
    if (name === SignedInName || name === '') void queryClient.invalidateQueries({ queryKey: keys.me });
  }), []);
}
