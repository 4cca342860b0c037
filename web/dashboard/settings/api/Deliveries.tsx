import type { Delivery, DeliveryAttempt, Page } from '@nightbell/api';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../shared/api.ts';
import { useFormat } from '../../shared/me.ts';
import { queryClient } from '../../shared/queries.ts';
import { deliveriesKey } from '../data.ts';
import { Loaded } from '../form/Loaded.tsx';
import { Refusal } from '../form/SaveBar.tsx';
import { useAction } from '../form/useAction.ts';
import { broken } from './choices.ts';
import '../mails/mails.css';

/** Milliseconds between two looks at what is under way. */
const LookAgain = 3_000;

const colours = { waiting: 'bell', delivered: 'good', given_up: 'bad' } as const;

/** What a webhook was told, and what it answered. */
export function Deliveries({ webhook }: { webhook: string }): ReactElement {
  const { t } = useTranslation();
  const log = useInfiniteQuery({
    queryKey: deliveriesKey(webhook),
    queryFn: ({ pageParam }) => send<Page<Delivery>>('GET', `/api/webhooks/${webhook}/deliveries?limit=20${pageParam ? `&after=${encodeURIComponent(pageParam)}` : ''}`),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    // No stream tells of deliveries; whoever looks at the log looks again.
    refetchInterval: LookAgain,
  });
  return (
    <section aria-label={t('hooks.log')} className="log">
      <Loaded query={log}>
        {({ pages }) => {
          const deliveries = pages.flatMap(({ items }) => items);
          return deliveries.length === 0 ? <p className="note" role="status">{t('hooks.noDeliveries')}</p> : (
            <ol className="mails">{deliveries.map((delivery) => <li key={delivery.id}><Row webhook={webhook} delivery={delivery} /></li>)}</ol>
          );
        }}
      </Loaded>
      {log.hasNextPage && (
        <div><button type="button" className="button" disabled={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>{t('hooks.older')}</button></div>
      )}
    </section>
  );
}

function Row({ webhook, delivery: { id, eventId, type, at, state, nextAt, payload, attempts } }: { webhook: string; delivery: Delivery }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const { run, start } = useAction(async () => {
    await send('POST', `/api/webhooks/${webhook}/deliveries/${id}/replay`);
    await queryClient.invalidateQueries({ queryKey: deliveriesKey(webhook) });
  });
  return (
    <details className="mail">
      <summary>
        <span className="subject">{type}</span>
        <time dateTime={at} className="quiet">{format.exact(at)}</time>
        <span className="to quiet">{eventId}</span>
        <span className={`chip ${colours[state]}`}>{t(`hooks.state.${state}`)}</span>
      </summary>
      <div className="mail-body">
        {nextAt !== null && state === 'waiting' && <p className="quiet">{t('hooks.next', { at: format.exact(nextAt) })}</p>}
        <h4>{t('mails.attempts')}</h4>
        {attempts.length === 0 ? <p className="quiet">{t('hooks.notYet')}</p> : <ol className="attempts">{attempts.map((attempt) => <Attempt key={attempt.at} attempt={attempt} />)}</ol>}
        <details><summary>{t('hooks.payload')}</summary><pre className="letter">{broken(payload)}</pre></details>
        <div><button type="button" className="button" disabled={run.isPending} onClick={() => start(undefined)}>{t('hooks.replay')}</button></div>
        {run.error && <Refusal error={run.error} />}
      </div>
    </details>
  );
}

function Attempt({ attempt: { at, status, trouble, answer, milliseconds } }: { attempt: DeliveryAttempt }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <li>
      <time dateTime={at}>{format.exact(at)}</time>
      <span>
        <strong>{status ?? (trouble && t(`trouble.${trouble}`))}</strong> <span className="quiet">{t('hooks.took', { milliseconds: format.count(milliseconds) })}</span>
        {answer && <code className="answer" dir="auto">{answer}</code>}
      </span>
    </li>
  );
}
