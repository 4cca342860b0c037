import type { MessageFigures } from '@nightbell/api';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../shared/me.ts';
import { heatOf } from './heat.ts';

/** The Monday by whose week days are named. */
const Monday = Date.UTC(2024, 0, 1);
const millisecondsADay = 86_400_000;

/** When visitors write: a week of hours, the busier the warmer; hours outside the office hours are framed. */
export function HoursTable({ figures }: { figures: MessageFigures }): ReactElement {
  const { t } = useTranslation();
  const { language } = useFormat();
  if (!figures.hours.some(({ visitorMessages }) => visitorMessages > 0)) return <p className="note" role="status">{t('reports.nothing')}</p>;
  const name = new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' });
  return (
    <>
      <p className="hint">{t(figures.officeHours.enabled ? 'reports.heatHours' : 'reports.heat', { zone: figures.timeZone })}</p>
      <div className="scroll" tabIndex={0} role="group" aria-label={t('reports.messages')}>
        <table className="heat">
          <thead>
            <tr><td />{Array.from({ length: 24 }, (_, hour) => <th key={hour} scope="col">{hour}</th>)}</tr>
          </thead>
          <tbody>
            {heatOf(figures).map(({ weekday, hours }, at) => (
              <tr key={weekday}>
                <th scope="row">{name.format(Monday + at * millisecondsADay)}</th>
                {hours.map(({ hour, messages, offline, shade, open }) => (
                  <td key={hour} data-shade={shade} data-open={open} title={t('reports.heatHour', { messages, offline })}>{messages > 0 ? messages : ''}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
