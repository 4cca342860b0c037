import type { Conversation } from '@nightbell/api';
import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../shared/me.ts';
import { searchQuery } from '../../shared/queries.ts';
import { useVisitorName } from '../visitorName.ts';

/** What is known of the visitor, and what was said before. */
export function VisitorPane({ conversation }: { conversation: Conversation }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useVisitorName();
  const { visitor, group, messages } = conversation;
  const begun = messages[0]?.at;
  const { data } = useQuery({ ...searchQuery(visitor.email ?? ''), enabled: visitor.email !== null });
  const earlier = data?.items.filter((item) => item.id !== conversation.id && item.visitor.email === visitor.email) ?? [];
  const facts: [string, string][] = [
    ...(visitor.email ? [[t('email'), visitor.email] as [string, string]] : []),
    [t('visitor.site'), t(visitor.online ? 'onSite' : 'offSite')],
    ...(group ? [[t('group'), group.name] as [string, string]] : []),
    ...(begun ? [[t('visitor.begun'), format.moment(begun)] as [string, string]] : []),
    [t('messages'), format.count(messages.length)],
  ];
  return (
    <div className="visitor-card">
      <h2 dir="auto">{name(conversation)}</h2>
      <dl className="facts">{facts.map(([what, value]) => <div key={what}><dt>{what}</dt><dd dir="auto">{value}</dd></div>)}</dl>
      {visitor.email && (
        <>
          <h3>{t('visitor.earlier')}</h3>
          {earlier.length === 0 ? <p className="hint">{t(data ? 'visitor.first' : 'loading')}</p> : (
            <ul className="earlier">{earlier.map((item) => (
              <li key={item.id}>
                <Link to="/" search={(before) => ({ ...before, conversation: item.id })} activeProps={{}} inactiveProps={{}}>
                  <time dateTime={item.lastMessage.at}>{format.moment(item.lastMessage.at)}</time> <span dir="auto">{item.lastMessage.text}</span>
                </Link>
              </li>
            ))}</ul>
          )}
        </>
      )}
    </div>
  );
}
