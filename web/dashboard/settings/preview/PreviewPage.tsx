import { Button } from '@mantine/core';
import type { Preview } from '@nightbell/api';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send, words } from '../../shared/api.ts';
import { useFormat } from '../../shared/me.ts';
import { keys } from '../../shared/queries.ts';
import { useTitle } from '../../shell/useTitle.ts';
import '../../why/why.css';
import './preview.css';

/** What would happen if a visitor wrote now, or at a chosen moment: the server asks its own rules. */
export function PreviewPage(): ReactElement {
  const { t } = useTranslation();
  useTitle(t('preview.title'));
  const [at, setAt] = useState('');
  const [asked, setAsked] = useState('');
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: [...keys.settings, 'preview', asked],
    queryFn: () => send<Preview>('POST', '/api/notices/preview', asked ? { at: new Date(asked).toISOString() } : {}),
    staleTime: 0,
  });
  const look = (): void => {
    if (at === asked) void refetch();
    else setAsked(at);
  };
  return (
    <div className="page">
      <h1>{t('preview.title')}</h1>
      <p className="quiet">{t('preview.text')}</p>
      <form className="moment" onSubmit={(event) => {
        event.preventDefault();
        look();
      }}>
        <div className="field">
          <label htmlFor="preview-at">{t('preview.at')}</label>
          <input id="preview-at" type="datetime-local" value={at} onChange={({ currentTarget: { value } }) => setAt(value)} />
        </div>
        <Button type="submit" loading={isFetching}>{t('preview.look')}</Button>
      </form>
      {error && <p className="note bad" role="alert">{words(error)}</p>}
      {data && <Answer preview={data} />}
    </div>
  );
}

function Answer({ preview: { online, recipients } }: { preview: Preview }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <p className="note">{t(online ? 'preview.online' : 'preview.offline')}</p>
      <ul className="notices">{recipients.map(({ agentId, name, verdict, kind, reason, text, at }) => (
        <li key={agentId ?? name}>
          <div className={`notice ${verdict}`}>
            <p className="who"><strong dir="auto">{name}</strong><span className={`chip ${at ? 'good' : ''}`}>{at ? t('preview.mailAt', { at: format.moment(at) }) : t('verdict.skip')}</span></p>
            <p>{text}</p>
            <p className="hint">{t(`kind.${kind}`)} · <code>{reason}</code></p>
          </div>
        </li>
      ))}</ul>
    </>
  );
}
