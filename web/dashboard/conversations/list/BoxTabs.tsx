import type { Box } from '@nightbell/api';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { boxes } from '../../live/takeEvent.ts';
import { useFormat, useMe } from '../../shared/me.ts';
import { boxQuery, countsQuery } from '../../shared/queries.ts';
import { useNow } from '../../shared/useNow.ts';
import { useDesk } from '../desk.ts';
import { boxContent, isLonger } from './order.ts';

/** The boxes, how many conversations each holds, and how long the first of them has been waiting. */
export function BoxTabs(): ReactElement {
  const { t } = useTranslation();
  return <div className="boxes" role="group" aria-label={t('boxes')}>{boxes.map((box) => <BoxTab key={box} box={box} />)}</div>;
}

function BoxTab({ box }: { box: Box }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const { box: chosen, q, go } = useDesk();
  const { data } = useQuery(boxQuery(box, useMe().id));
  const { data: counts } = useQuery({ ...countsQuery, enabled: isLonger(data) });
  const { conversations, since } = boxContent(data, counts?.[box]);
  const count = conversations === undefined ? '…' : format.count(conversations);
  return (
    <button type="button" aria-pressed={chosen === box && !q} className={since ? 'waits' : ''}
      onClick={() => go({ box: box === 'unassigned' ? undefined : box, q: undefined })}>
      <span>{t(`box.${box}`)}</span><span className="count">{count}</span>
      {since && <span className="wait">{t('longestWait', { age: format.age(since, now) })}</span>}
    </button>
  );
}
