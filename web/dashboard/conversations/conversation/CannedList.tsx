import { useEffect, useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Canned } from './useCanned.ts';

export const CannedListId = 'canned';
export const cannedId = (index: number): string => `canned-${index}`;

/** The canned answers above the box; the box keeps the focus and says which one is active. */
export function CannedList({ canned: { found, active, choose } }: { canned: Canned }): ReactElement {
  const { t } = useTranslation();
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [active, found.length]);
  return (
    <>
      <p className="unseen" role="status">{found.length > 0 && t('canned.found', { count: found.length })}</p>
      {found.length > 0 && (
        <ul className="canned-list" id={CannedListId} role="listbox" aria-label={t('canned.title')} ref={list}>
          {found.map((answer, index) => (
            <li key={answer.id} id={cannedId(index)} role="option" aria-selected={index === active}
              onMouseDown={(event) => event.preventDefault()} onClick={() => choose(answer)}>
              <strong dir="auto">/{answer.shortcut}</strong> <span dir="auto">{answer.text}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
