import type { Box } from '@nightbell/api';
import { createContext, use } from 'react';
import type { ConversationsSearch } from '../routes.tsx';

/** What is chosen on the desk. All of it stands in the address, so that Back leads back and a link leads here. */
export interface Desk extends ConversationsSearch {
  box: Box;
  go: (change: ConversationsSearch, replace?: boolean) => void;
}

export const DeskContext = createContext<Desk | undefined>(undefined);

export function useDesk(): Desk {
  const desk = use(DeskContext);
  if (!desk) throw new Error('Not on the desk.');
  return desk;
}
