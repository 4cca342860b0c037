import type { RatingFigures } from '@nightbell/api';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../shared/me.ts';

type Row = RatingFigures['all'];

/** What visitors said, of all conversations and of those each agent had answered last. */
export function RatingTable({ figures: { all, agents } }: { figures: RatingFigures }): ReactElement {
  const { t } = useTranslation();
  if (all.count === 0) return <p className="note" role="status">{t('reports.nobodyRated')}</p>;
  return (
    <div className="scroll" tabIndex={0} role="group" aria-label={t('reports.ratings')}>
      <table className="numbers">
        <thead>
          <tr><th scope="col">{t('reports.agent')}</th><th scope="col">{t('reports.ratingCount')}</th><th scope="col">{t('reports.average')}</th><th scope="col">{t('reports.stars')}</th></tr>
        </thead>
        <tbody>
          <RatingRow name={t('reports.everybody')} row={all} />
          {agents.map((row) => <RatingRow key={row.agentId ?? row.name ?? ''} name={row.name ?? t('reports.unanswered')} row={row} />)}
        </tbody>
      </table>
    </div>
  );
}

function RatingRow({ name, row: { count, average, values } }: { name: string; row: Row }): ReactElement {
  const format = useFormat();
  return (
    <tr>
      <th scope="row" dir="auto">{name}</th>
      <td>{format.count(count)}</td>
      <td>{average === null ? '' : format.count(average)}</td>
      <td>{values.map((value) => format.count(value)).join(' · ')}</td>
    </tr>
  );
}
