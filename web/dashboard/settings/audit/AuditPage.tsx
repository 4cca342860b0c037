import type { AuditItem, Page } from '@nightbell/api';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../shared/api.ts';
import { useFormat } from '../../shared/me.ts';
import { keys } from '../../shared/queries.ts';
import { maybeText } from '../../shared/texts.ts';
import { FullAccessPage } from '../form/FullAccessPage.tsx';
import { Loaded } from '../form/Loaded.tsx';
import { linesOf } from './lines.ts';
import './audit.css';

/** Who changed which setting, when, from what to what. */
export function AuditPage(): ReactElement {
  return <FullAccessPage title="audit.title"><Changes /></FullAccessPage>;
}

function Changes(): ReactElement {
  const { t } = useTranslation();
  const changes = useInfiniteQuery({
    queryKey: [...keys.settings, 'audit'],
    queryFn: ({ pageParam }) => send<Page<AuditItem>>('GET', `/api/audit${pageParam ? `?after=${encodeURIComponent(pageParam)}` : ''}`),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });
  return (
    <>
      <Loaded query={changes}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          return items.length === 0 ? <p className="note" role="status">{t('audit.none')}</p> : (
            <ol className="audit">{items.map((change) => <li key={change.id}><Change change={change} /></li>)}</ol>
          );
        }}
      </Loaded>
      {changes.hasNextPage && (
        <div><button type="button" className="button" disabled={changes.isFetchingNextPage} onClick={() => void changes.fetchNextPage()}>{t('audit.older')}</button></div>
      )}
    </>
  );
}

function Change({ change: { at, agentName, setting, before, after } }: { change: AuditItem }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <p><strong>{maybeText(`audit.${setting}`) ?? setting}</strong> <span className="quiet">{agentName} · <time dateTime={at}>{format.exact(at)}</time></span></p>
      <dl className="changes">
        {linesOf(before, after).map(({ name, was, becomes }) => (
          <div key={name}>
            {name !== '' && <dt>{name}</dt>}
            <dd>
              {was !== undefined && <del><span className="unseen">{t('audit.before')} </span>{was}</del>}
              {becomes !== undefined && <ins><span className="unseen">{t('audit.after')} </span>{becomes}</ins>}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}
