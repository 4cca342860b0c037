import type { MailFigures, MessageFigures, NoticeFigures, RatingFigures, WaitingFigures } from '@nightbell/api';
import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../shared/api.ts';
import type { TextKey } from '../shared/texts.ts';
import { FullAccessPage } from '../settings/form/FullAccessPage.tsx';
import { Loaded } from '../settings/form/Loaded.tsx';
import { firstOf } from './days.ts';
import { CauseBars, OutcomeBars } from './Bars.tsx';
import { HoursTable } from './HoursTable.tsx';
import { RatingTable } from './RatingTable.tsx';
import { WaitingCharts } from './WaitingCharts.tsx';
import './reports.css';

const ranges = [7, 30, 90, 365] as const;
const DefaultRange = 30;

const titles = {
  waiting: 'reports.waiting', messages: 'reports.messages', ratings: 'reports.ratings', notices: 'reports.notices', mails: 'reports.mails',
} as const satisfies Record<string, TextKey>;

/** Charts that people look at rather than read, each also as a file. */
export function ReportsPage(): ReactElement {
  return <FullAccessPage title="reports.title"><Reports /></FullAccessPage>;
}

function Reports(): ReactElement {
  const { t } = useTranslation();
  const [days, setDays] = useState<number>(DefaultRange);
  return (
    <>
      <NativeSelect className="range" label={t('reports.range')} value={String(days)} onChange={({ currentTarget }) => setDays(Number(currentTarget.value))}
        data={ranges.map((value) => ({ value: String(value), label: t('reports.lastDays', { days: value }) }))} />
      <Report<WaitingFigures> name="waiting" days={days}>{(figures) => <WaitingCharts figures={figures} />}</Report>
      <Report<MessageFigures> name="messages" days={days}>{(figures) => <HoursTable figures={figures} />}</Report>
      <Report<RatingFigures> name="ratings" days={days}>{(figures) => <RatingTable figures={figures} />}</Report>
      <Report<NoticeFigures> name="notices" days={days}>{(figures) => <OutcomeBars figures={figures} />}</Report>
      <Report<MailFigures> name="mails" days={days}>{(figures) => <CauseBars figures={figures} />}</Report>
    </>
  );
}

interface Shown<T> {
  name: keyof typeof titles;
  days: number;
  children: (figures: T) => ReactNode;
}

/** One report: its heading, its file, its chart. The account's last day is known when the first answer is here. */
function Report<T extends { from: string; to: string }>({ name, days, children }: Shown<T>): ReactElement {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: ['reports', name, days],
    queryFn: async () => {
      const latest = await send<T>('GET', `/api/reports/${name}`);
      return days === DefaultRange ? latest : send<T>('GET', `/api/reports/${name}?from=${firstOf(latest.to, days)}&to=${latest.to}`);
    },
    // What is counted changes with every message: whoever comes back sees the present figures.
    refetchOnMount: 'always',
  });
  const id = `report-${name}`;
  return (
    <section className="card report" aria-labelledby={id}>
      <header>
        <h2 id={id}>{t(titles[name])}</h2>
        {query.data && (
          <a className="button" href={`/api/reports/${name}?from=${query.data.from}&to=${query.data.to}&format=csv`} download aria-label={`${t('reports.csv')}: ${t(titles[name])}`}>
            {t('reports.csv')}
          </a>
        )}
      </header>
      <Loaded query={query}>{children}</Loaded>
    </section>
  );
}
