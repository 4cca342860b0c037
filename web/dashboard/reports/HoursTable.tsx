import type { MessageFigures } from '@nightbell/api';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { nameOfDay } from '../settings/time/zoned.ts';
import { useFormat } from '../shared/me.ts';
import { heatOf } from './heat.ts';

/** When visitors write: a week of hours, the busier the warmer; hours outside the office hours are framed. */
export function HoursTable({ figures }: { figures: MessageFigures }): ReactElement {
  const { t } = useTranslation();
  const { language } = useFormat();
  if (!figures.hours.some(({ visitorMessages }) => visitorMessages > 0)) return <p className="note" role="status">{t('reports.nothing')}</p>;
  return (
    <>
      <p className="hint">{t(figures.officeHours.enabled ? 'reports.heatHours' : 'reports.heat', { zone: figures.timeZone })}</p>
      <div className="scroll" tabIndex={0} role="group" aria-label={t('reports.messages')}>
        <table className="heat">
          <thead>
            <tr><td />{Array.from({ length: 24 }, (_, hour) => <th key={hour} scope="col">{hour}</th>)}</tr>
          </thead>
          <tbody>
            {heatOf(figures).map(({ weekday, hours }) => (
              <tr key={weekday}>
                <th scope="row">{nameOfDay(weekday, language, 'short')}</th>
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
