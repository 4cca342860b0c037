import { useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from '../../shared/api.ts';
import { useMe } from '../../shared/me.ts';
import { boxQuery, readMore, readMoreFound, searchQuery } from '../../shared/queries.ts';
import { setTrouble } from '../../shared/trouble.ts';
import { useDesk } from '../desk.ts';
import { BoxTabs } from './BoxTabs.tsx';
import { ConversationRow } from './ConversationRow.tsx';
import { ordered } from './order.ts';
import { SearchField } from './SearchField.tsx';
import { useListKeys } from './useListKeys.ts';

/** Pixels; every row is as high as the others, so that thousands need no measuring. */
const RowHeight = 84;
const RowsBeyond = 8;

/** Rows left below the screen when the next page is read. */
const ReadAhead = 20;

/** The boxes, the search, and the conversations of the chosen box or search; only the rows on screen exist. */
export function ConversationList(): ReactElement {
  const { t } = useTranslation();
  const me = useMe();
  const { box, q, conversation } = useDesk();
  const inBox = useQuery({ ...boxQuery(box, me.id), enabled: !q });
  const found = useQuery({ ...searchQuery(q ?? ''), enabled: Boolean(q) });
  const { data, error } = q ? found : inBox;
  const items = useMemo(() => ordered(data?.items ?? []), [data]);
  const scroller = useRef<HTMLDivElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- nothing here is memoized by a compiler
  const rows = useVirtualizer({
    count: items.length, getScrollElement: () => scroller.current, estimateSize: () => RowHeight, overscan: RowsBeyond,
    getItemKey: (index) => items[index]?.id ?? index,
  });
  const shown = rows.getVirtualItems();
  const end = (shown.at(-1)?.index ?? 0) >= items.length - ReadAhead;
  const more = end ? data?.next : undefined;
  useEffect(() => {
    if (more) (q ? readMoreFound(q) : readMore(box, me.id)).catch(setTrouble);
  }, [more, q, box, me.id]);
  const chosen = items.findIndex(({ id }) => id === conversation);
  const chosenRow = useRef(chosen);
  useEffect(() => {
    chosenRow.current = chosen;
  }, [chosen]);
  useEffect(() => {
    if (conversation && chosenRow.current >= 0) rows.scrollToIndex(chosenRow.current);
  }, [conversation, rows]);
  useListKeys(items, scroller);
  return (
    <section className="list" aria-label={t('conversations')}>
      <SearchField />
      <BoxTabs />
      <div className="scroller" ref={scroller}>
        <ul className="rows" style={{ blockSize: rows.getTotalSize() }}>
          {shown.map((row) => {
            const item = items[row.index];
            return item && (
              <li key={row.key} aria-setsize={items.length} aria-posinset={row.index + 1} style={{ blockSize: RowHeight, transform: `translateY(${row.start}px)` }}>
                <ConversationRow item={item} />
              </li>
            );
          })}
        </ul>
        {items.length === 0 && <p className="empty quiet" role="status">{error ? words(error) : !data ? t('loading') : q ? t('search.nothing') : t(`empty.${box}`)}</p>}
      </div>
    </section>
  );
}
