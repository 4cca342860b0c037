import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMe } from '../shared/me.ts';
import { boxQuery } from '../shared/queries.ts';
import { useTitle } from '../shell/useTitle.ts';

/** The browser's tab says how many wait. */
export function useDeskTitle(): void {
  const { t } = useTranslation();
  const { data } = useQuery(boxQuery('unassigned', useMe().id));
  const waiting = data?.items.length ?? 0;
  useTitle(waiting > 0 ? t('desk.titleWaiting', { waiting }) : t('conversations'));
}
