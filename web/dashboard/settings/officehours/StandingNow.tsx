import type { OfficeHours } from '@nightbell/api';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../shared/useNow.ts';
import { knownZone } from '../time/zoned.ts';
import { standing } from './week.ts';

/** What the hours in the form mean right now: the clock where the office is, open or closed, and until when. */
export function StandingNow({ hours }: { hours: OfficeHours }): ReactElement {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const zone = knownZone(hours.timeZone);
  const inWords = (at: number): string =>
    new Intl.DateTimeFormat(i18n.language, { timeZone: zone, weekday: 'long', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
  const withDate = (at: number): string =>
    new Intl.DateTimeFormat(i18n.language, { timeZone: zone, weekday: 'long', month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
  const clock = t('hours.clock', { now: inWords(now), zone: zone.replaceAll('_', ' ') });
  if (!hours.enabled) return <p className="note" role="status">{clock} {t('hours.off')}</p>;
  const { open, until } = standing(hours, zone, now);
  const key = open ? (until === undefined ? 'hours.openAlways' : 'hours.openUntil') : until === undefined ? 'hours.closedAlways' : 'hours.closedUntil';
  return <p className={`note ${open ? 'good' : 'bell'}`} role="status">{clock} <strong>{t(key, { until: until === undefined ? '' : withDate(until) })}</strong></p>;
}
