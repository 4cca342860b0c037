import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMe } from '../shared/me.ts';
import { boxQuery, countsQuery } from '../shared/queries.ts';
import { useTitle } from '../shell/useTitle.ts';
import { boxContent, isLonger } from './list/order.ts';

/** The browser's tab says how many wait. */
export function useDeskTitle(): void {
  const { t } = useTranslation();
  const { data } = useQuery(boxQuery('unassigned', useMe().id));
  const { data: counts } = useQuery({ ...countsQuery, enabled: isLonger(data) });
  const waiting = boxContent(data, counts?.unassigned).conversations ?? 0;
  useTitle(waiting > 0 ? t('desk.titleWaiting', { waiting }) : t('conversations'));
}
