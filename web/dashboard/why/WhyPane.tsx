import type { ConversationNotices } from '@nightbell/api';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { StateChip } from '../conversations/list/StateChip.tsx';
import { words } from '../shared/api.ts';
import { useFormat } from '../shared/me.ts';
import { noticesQuery } from '../shared/queries.ts';
import { useNow } from '../shared/useNow.ts';
import { NoticeCard } from './NoticeCard.tsx';
import './why.css';

/** The full picture: for everybody whether they got an e-mail and why, what happens next, and what was decided before. */
export function WhyPane({ conversation }: { conversation: string }): ReactElement {
  const { t } = useTranslation();
  const { data, error } = useQuery(noticesQuery(conversation));
  return (
    <div className="why" id="why">
      <h2>{t('why.title')}</h2>
      {data ? <Picture notices={data} /> : <p role="status">{error ? words(error) : t('loading')}</p>}
    </div>
  );
}

function Picture({ notices: { state, lookAt, recipients, history } }: { notices: ConversationNotices }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const older = history.filter((notice) =>
    !recipients.some((current) => current.decidedAt === notice.decidedAt && current.address === notice.address && current.reason === notice.reason));
  return (
    <>
      <div className={`note ${state === 'nobody_to_tell' ? 'bad' : ''}`} role="status">
        <p><StateChip state={state} /></p>
        <p>{t(`stateText.${state}`)}</p>
        {lookAt && <p className="next">{t('why.next', { at: format.exact(lookAt, now) })}</p>}
      </div>
      <ul className="notices">{recipients.map((notice) => <li key={notice.agentId ?? notice.address}><NoticeCard notice={notice} /></li>)}</ul>
      {older.length > 0 && (
        <details>
          <summary>{t('why.history', { older: older.length })}</summary>
          <ol className="notices old">{older.map((notice, index) => (
            <li key={index}><time className="hint" dateTime={notice.decidedAt}>{format.exact(notice.decidedAt, now)}</time><NoticeCard notice={notice} /></li>
          ))}</ol>
        </details>
      )}
    </>
  );
}
