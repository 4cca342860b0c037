import { Button, NativeSelect, TextInput } from '@mantine/core';
import type { Export, Page } from '@nightbell/api';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../shared/api.ts';
import { useFormat, useMe } from '../../shared/me.ts';
import { keys, queryClient } from '../../shared/queries.ts';
import { Loaded } from '../form/Loaded.tsx';
import { Refusal } from '../form/SaveBar.tsx';
import { useAction } from '../form/useAction.ts';
import { dayBounds } from './bounds.ts';
import './data.css';

/** Milliseconds between two looks at an export that is being made. */
const LookAgain = 1_000;

/** Browsers take longer years else, which no calendar of ours has. */
const LastDay = '9999-12-31';

const exportsKey = [...keys.settings, 'exports'];

interface Wanted {
  format: string;
  from: string;
  to: string;
}

/** Files of all conversations. */
export function Exports(): ReactElement {
  const { t } = useTranslation();
  const { timeZone } = useMe();
  const [values, setValues] = useState<Wanted>({ format: 'json', from: '', to: '' });
  const made = useQuery({
    queryKey: exportsKey,
    queryFn: () => send<Page<Export>>('GET', '/api/exports'),
    refetchInterval: ({ state: { data } }) => (data?.items.some(({ state }) => state === 'running') ? LookAgain : false),
  });
  const { run, submit, errors } = useAction(async ({ format, from, to }: Wanted) => {
    await send('POST', '/api/exports', { format, ...dayBounds(from, to, timeZone) });
    await queryClient.invalidateQueries({ queryKey: exportsKey });
  });
  const set = (patch: Partial<Wanted>): void => setValues((now) => ({ ...now, ...patch }));
  return (
    <section className="card" aria-labelledby="exports">
      <h2 id="exports">{t('data.export')}</h2>
      <p className="quiet">{t('data.exportAbout')}</p>
      <form noValidate className="settings-form" onSubmit={(event) => submit(event, values)}>
        <NativeSelect label={t('data.format')} value={values.format} onChange={({ currentTarget }) => set({ format: currentTarget.value })}
          data={[{ value: 'json', label: t('data.json') }, { value: 'csv', label: t('data.csv') }]} />
        <div className="two">
          <TextInput label={t('data.from')} type="date" max={LastDay} value={values.from} error={errors['from']} onChange={({ currentTarget }) => set({ from: currentTarget.value })} />
          <TextInput label={t('data.to')} type="date" max={LastDay} value={values.to} error={errors['to']} onChange={({ currentTarget }) => set({ to: currentTarget.value })} />
        </div>
        {run.error && <Refusal error={run.error} />}
        <Button type="submit" loading={run.isPending}>{t('data.make')}</Button>
      </form>
      <Loaded query={made}>
        {({ items }) => (items.length === 0 ? null : <ul className="exports">{items.map((one) => <li key={one.id}><ExportRow made={one} /></li>)}</ul>)}
      </Loaded>
    </section>
  );
}

function ExportRow({ made: { id, format: kind, state, done, total, createdBy, createdAt, expiresAt } }: { made: Export }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const { run, start } = useAction(async () => {
    await send('DELETE', `/api/exports/${id}`);
    await queryClient.invalidateQueries({ queryKey: exportsKey });
  });
  const counts = { done: format.count(done), total: format.count(total) };
  return (
    <>
      <p>
        <strong>{kind.toUpperCase()}</strong>{' '}
        <span className="quiet">{t('api.madeBy', { name: createdBy, at: format.moment(createdAt) })}</span>
      </p>
      {state === 'running' ? (
        <p><progress max={Math.max(total, 1)} value={done} aria-label={t('data.running', counts)} /> <span className="quiet">{t('data.running', counts)}</span></p>
      ) : (
        <p className="row">
          <a className="button" href={`/api/exports/${id}/file`} download>{t('data.download', { count: format.count(done) })}</a>
          <span className="quiet">{t('data.until', { at: format.moment(expiresAt) })}</span>
        </p>
      )}
      <p><button type="button" className="link" disabled={run.isPending} onClick={() => start(undefined)}>{t('agents.delete')}</button></p>
      {run.error && <Refusal error={run.error} />}
    </>
  );
}
