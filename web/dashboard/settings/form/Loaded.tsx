import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from '../../shared/api.ts';

/** What was read, or that it is being read, or why it could not be. */
export function Loaded<T>({ query, children }: { query: UseQueryResult<T>; children: (data: T) => ReactNode }): ReactElement {
  const { t } = useTranslation();
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (!query.error) return <p className="quiet" role="status">{t('loading')}</p>;
  return (
    <p className="note bad" role="alert">
      {words(query.error)} <button type="button" className="link" onClick={() => void query.refetch()}>{t('retry')}</button>
    </p>
  );
}
