import type { WaitingFigures } from '@nightbell/api';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Bar, CartesianGrid, ComposedChart, Legend, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { useFormat } from '../shared/me.ts';
import { pointsOf, shortDay, totalsOf, type DayPoint } from './days.ts';

const Height = 220;

/** How long visitors waited, and of how many waits somebody was e-mailed: a curve and bars over days, and both in a sentence. */
export function WaitingCharts({ figures }: { figures: WaitingFigures }): ReactElement {
  const { t } = useTranslation();
  const { count } = useFormat();
  const totals = totalsOf(figures);
  if (totals.waits === 0) return <p className="note" role="status">{t('reports.nothing')}</p>;
  const points = pointsOf(figures);
  const line = { strokeWidth: 2, dot: { r: 2 }, connectNulls: true, isAnimationActive: false } as const;
  return (
    <>
      <p>{t('reports.waits', { waits: count(totals.waits), accepted: count(totals.accepted), answered: count(totals.answered) })}</p>
      <h3>{t('reports.minutes')}</h3>
      {totals.accepted + totals.answered === 0 ? <p className="quiet">{t('reports.notYet')}</p> : (
        <DayChart points={points}>
          <Line dataKey="accepted" name={t('reports.untilAccepted')} stroke="var(--bell-ink)" {...line} />
          <Line dataKey="answered" name={t('reports.untilAnswered')} stroke="var(--link)" strokeDasharray="6 3" {...line} />
        </DayChart>
      )}
      <h3>{t('reports.told')}</h3>
      <p>{t('reports.toldOf', { offline: count(totals.offline), unaccepted: count(totals.unaccepted) })}</p>
      <DayChart points={points}>
        <Bar dataKey="waits" name={t('reports.allWaits')} fill="var(--edge)" isAnimationActive={false} />
        <Bar dataKey="offline" name={t('reports.offline')} fill="var(--link)" isAnimationActive={false} />
        <Bar dataKey="unaccepted" name={t('reports.unaccepted')} fill="var(--bell)" isAnimationActive={false} />
      </DayChart>
      <DayTable figures={figures} />
    </>
  );
}

/** Days along, numbers up. What it shows stands in the table, too, so it is hidden from whoever cannot see it. */
function DayChart({ points, children }: { points: readonly DayPoint[]; children: ReactNode }): ReactElement {
  const { language } = useFormat();
  const day = (value: unknown): string => shortDay(String(value), language);
  const axis = { stroke: 'var(--quiet)', tick: { fill: 'var(--quiet)', fontSize: 12 }, tickLine: false } as const;
  return (
    <div className="chart" aria-hidden="true">
      <ResponsiveContainer width="100%" height={Height}>
        <ComposedChart accessibilityLayer={false} data={[...points]} margin={{ top: 8, right: 12 }}>
          <CartesianGrid stroke="var(--line)" vertical={false} />
          <XAxis dataKey="day" tickFormatter={day} minTickGap={24} {...axis} />
          <YAxis width={40} allowDecimals={false} {...axis} />
          <Tooltip labelFormatter={day} wrapperClassName="tip" isAnimationActive={false} cursor={{ fill: 'var(--soft)', stroke: 'var(--edge)' }} />
          <Legend itemSorter={null} />
          {children}
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
}

/** The same day by day, for whoever cannot see the charts or wants the numbers. */
function DayTable({ figures }: { figures: WaitingFigures }): ReactElement {
  const { t } = useTranslation();
  const { language, duration } = useFormat();
  const time = (seconds: number | null): string => (seconds === null ? '–' : duration(seconds));
  return (
    <details>
      <summary>{t('reports.numbers')}</summary>
      <div className="scroll" tabIndex={0} role="group" aria-label={t('reports.numbers')}>
        <table className="numbers">
          <thead>
            <tr>
              <th scope="col">{t('reports.day')}</th><th scope="col">{t('reports.allWaits')}</th>
              <th scope="col">{t('reports.untilAccepted')}</th><th scope="col">{t('reports.untilAnswered')}</th>
              <th scope="col">{t('reports.offline')}</th><th scope="col">{t('reports.unaccepted')}</th>
            </tr>
          </thead>
          <tbody>
            {figures.days.filter(({ waits }) => waits > 0).map(({ day, waits, accepted, answered, toldOffline, toldUnaccepted }) => (
              <tr key={day}>
                <th scope="row">{shortDay(day, language)}</th><td>{waits}</td><td>{time(accepted.medianSeconds)}</td><td>{time(answered.medianSeconds)}</td>
                <td>{toldOffline}</td><td>{toldUnaccepted}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
