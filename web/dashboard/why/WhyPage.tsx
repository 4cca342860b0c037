import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from '../shared/api.ts';
import { useFormat } from '../shared/me.ts';
import { myNoticesQuery } from '../shared/queries.ts';
import { useTitle } from '../shell/useTitle.ts';
import { AddressCheck } from './checks/AddressCheck.tsx';
import './checks/checks.css';
import { MailChecks } from './checks/MailChecks.tsx';
import { PresenceChecks } from './checks/PresenceChecks.tsx';
import { SwitchChecks } from './checks/SwitchChecks.tsx';
import { NoticeCard } from './NoticeCard.tsx';
import './why.css';

/** "Why didn't I get an e-mail?": what may stand in the way now, and what was decided for me lately. */
export function WhyPage(): ReactElement {
  const { t } = useTranslation();
  useTitle(t('why.mine.title'));
  return (
    <div className="page">
      <h1>{t('why.mine.title')}</h1>
      <section>
        <h2>{t('why.mine.checks')}</h2>
        <ul className="checks"><SwitchChecks /><PresenceChecks /><AddressCheck /><MailChecks /></ul>
      </section>
      <section>
        <h2>{t('why.mine.lately')}</h2>
        <Lately />
      </section>
    </div>
  );
}

function Lately(): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error } = useQuery(myNoticesQuery);
  if (!data) return <p role="status">{error ? words(error) : t('loading')}</p>;
  if (data.items.length === 0) return <p className="quiet">{t('why.mine.none')}</p>;
  return (
    <ul className="notices">{data.items.map((notice) => (
      <li key={`${notice.conversationId} ${notice.kind}`}>
        <p className="hint"><time dateTime={notice.decidedAt}>{format.exact(notice.decidedAt)}</time> · <Link to="/" search={{ conversation: notice.conversationId }}>{t('why.mine.toConversation')}</Link></p>
        <NoticeCard notice={notice} />
      </li>
    ))}</ul>
  );
}
