import { useEffect } from 'react';
import { keep, onKept } from '../shared/keep.ts';
import { keys, queryClient } from '../shared/queries.ts';

/** Kept anew whenever somebody signs in or out: the cookie is every tab's, so each must ask again whose it is. */
const SignedInName = 'signed-in';

export const tellTabs = (): void => keep(SignedInName, String(Date.now()));

/** Asks who I am whenever somebody signs in or out in any tab of this browser. */
export function useOtherTabs(): void {
  useEffect(() => onKept((name) => {
    if (name === SignedInName || name === '') void queryClient.invalidateQueries({ queryKey: keys.me });
  }), []);
}
