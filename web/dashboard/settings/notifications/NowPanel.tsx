import { NativeSelect } from '@mantine/core';
import type { Preview } from '@nightbell/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useId, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../shared/api.ts';
import { useFormat, useMe } from '../../shared/me.ts';
import { keys } from '../../shared/queries.ts';
import { groupsQuery } from '../data.ts';
import { Loaded } from '../form/Loaded.tsx';
import { minutesOf } from '../time/clockTime.ts';
import { TimeField } from '../time/TimeField.tsx';
import { knownZone, nameOfDay, nextMoment, weekdays } from '../time/zoned.ts';
import './notifications.css';

/** Milliseconds after which "now" is another moment. */
const LookAgain = 30_000;

/** "If a visitor wrote now": the server's own decision about everybody, now or at another moment, to a group or to nobody in particular. */
export function NowPanel({ as: Heading = 'h2' }: { as?: 'h1' | 'h2' }): ReactElement {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const { timeZone, account } = useMe();
  const heading = useId();
  const [day, setDay] = useState('now');
  const [time, setTime] = useState('03:10');
  const [group, setGroup] = useState('');
  const groups = useQuery({ ...groupsQuery, enabled: account.features.includes('groups') }).data ?? [];
  const weekday = weekdays.find((name) => name === day);
  const minutes = minutesOf(time);
  const another = weekday !== undefined;
  const moment = (): number => (another && minutes !== undefined ? nextMoment(weekday, minutes % (24 * 60), Date.now(), knownZone(timeZone)) : Date.now());
  const query = useQuery({
    queryKey: [...keys.settings, 'preview', group, day, another ? minutes : undefined],
    queryFn: async () => {
      const at = another ? { at: new Date(moment()).toISOString() } : {};
      return { at: moment(), ...(await send<Preview>('POST', '/api/notices/preview', { ...at, ...(group ? { groupId: group } : {}) })) };
    },
    enabled: !another || minutes !== undefined,
    placeholderData: keepPreviousData,
    refetchInterval: another ? false : LookAgain,
  });
  return (
    <section className="card now" aria-labelledby={heading}>
      <Heading id={heading}>{t(another ? 'preview.then' : 'preview.title')}</Heading>
      <p className="hint">{t('preview.text')}</p>
      <div className="row fields">
        <NativeSelect label={t('preview.when')} value={day} onChange={({ currentTarget }) => setDay(currentTarget.value)}
          data={[{ value: 'now', label: t('preview.now') }, ...weekdays.map((name) => ({ value: name, label: nameOfDay(name, i18n.language) }))]} />
        {another && <TimeField label={t('preview.time')} value={time} onChange={setTime} error={minutes === undefined ? t('rule.time') : undefined} />}
        {groups.length > 0 && (
          <NativeSelect label={t('evidence.group')} value={group} onChange={({ currentTarget }) => setGroup(currentTarget.value)}
            data={[{ value: '', label: t('preview.noGroup') }, ...groups.map(({ id, name }) => ({ value: id, label: name }))]} />
        )}
      </div>
      <Loaded query={query}>
        {({ online, recipients, at }) => (
          <div aria-live="polite" aria-busy={query.isFetching} className="outcome">
            <p className={`note ${online ? 'good' : ''}`}>
              {another && <strong>{format.moment(at)}: </strong>}{t(online ? 'preview.online' : 'preview.offline')}
            </p>
            <ul>
              {recipients.map(({ agentId, name, verdict, text }) => (
                <li key={agentId ?? name}>
                  <span className={`chip ${verdict === 'send' ? 'bell' : ''}`}>{t(`verdict.${verdict}`)}</span>
                  <span>{text}</span>
                </li>
              ))}
            </ul>
          </div>
        )}
      </Loaded>
    </section>
  );
}
