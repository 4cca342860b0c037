import type { Conversation, ConversationItem, VisitorCard } from '@nightbell/api';
import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { words } from '../../shared/api.ts';
import { useFormat } from '../../shared/me.ts';
import { visitorQuery } from '../../shared/queries.ts';
import { useVisitorName } from '../visitorName.ts';
import { BlockVisitor } from './BlockVisitor.tsx';
import { EraseVisitor } from './EraseVisitor.tsx';
import { languageName, webAddress } from './visitor.ts';
import { VisitorNote } from './VisitorNote.tsx';

/** The visitor's card: who it is, what colleagues should know, where they wrote from, and what was said before. */
export function VisitorPane({ conversation }: { conversation: Conversation }): ReactElement {
  const { t } = useTranslation();
  const name = useVisitorName();
  const { visitor } = conversation;
  const { data: card, error, refetch } = useQuery(visitorQuery(conversation.id, visitor.id));
  return (
    <div className="visitor-card">
      <h2 dir="auto">{name(conversation)}</h2>
      <Facts conversation={conversation} card={card} />
      {card ? (
        <>
          <VisitorNote key={visitor.id} visitor={visitor.id} conversation={conversation.id} note={card.note} />
          {card.pages.length > 0 && <Pages pages={card.pages} />}
          {visitor.email !== null && <Others conversations={card.conversations} />}
          <p><a href={`/api/conversations/${encodeURIComponent(conversation.id)}/print`} target="_blank" rel="noopener">{t('print')}</a></p>
          <BlockVisitor card={card} conversation={conversation.id} name={name(conversation)} />
          <EraseVisitor visitor={visitor.id} name={name(conversation)} />
        </>
      ) : error ? (
        <p className="note bad" role="alert">{words(error)} <button type="button" className="link" onClick={() => void refetch()}>{t('retry')}</button></p>
      ) : <p className="hint" role="status">{t('loading')}</p>}
    </div>
  );
}

function Facts({ conversation: { visitor, group, messages }, card }: { conversation: Conversation; card: VisitorCard | undefined }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const { name: browser, system } = card?.browser ?? { name: null, system: null };
  const begun = messages[0]?.at;
  const facts: [string, string | null | undefined][] = [
    [t('visitor.name'), visitor.name],
    [t('email'), visitor.email],
    [t('visitor.phone'), card?.phone],
    [t('visitor.verified'), card?.verified && [card.verified.userId, card.verified.email].filter(Boolean).join(' · ')],
    [t('visitor.language'), card?.language && languageName(card.language, format.language)],
    [t('visitor.device'), browser && system ? t('device.name', { browser, system }) : browser ?? system],
    [t('visitor.site'), t(visitor.online ? 'onSite' : 'offSite')],
    [t('group'), group?.name],
    [t('visitor.begun'), begun && format.moment(begun)],
    [t('messages'), format.count(messages.length)],
  ];
  return (
    <dl className="facts">
      {facts.map(([what, value]) => (value ? <div key={what}><dt>{what}</dt><dd dir="auto">{value}</dd></div> : null))}
      {card?.data.map(({ name, value }) => <div key={`data ${name}`}><dt dir="auto">{name}</dt><dd dir="auto">{value}</dd></div>)}
    </dl>
  );
}

/** Only an address of the web is a link; whatever else a page calls itself stays text. */
function Pages({ pages }: { pages: VisitorCard['pages'] }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <section aria-labelledby="visitor-pages">
      <h3 id="visitor-pages">{t('visitor.pages')}</h3>
      <ul className="pages">
        {pages.map(({ url, title, at }) => {
          const link = webAddress(url);
          return (
            <li key={url}>
              <time dateTime={at}>{format.moment(at)}</time>{' '}
              {link ? <a href={link} title={url} target="_blank" rel="noopener noreferrer nofollow" dir="auto">{title ?? url}</a> : <span dir="auto">{title ?? url}</span>}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Others({ conversations }: { conversations: readonly ConversationItem[] }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <section aria-labelledby="visitor-others">
      <h3 id="visitor-others">{t('visitor.earlier')}</h3>
      {conversations.length === 0 ? <p className="hint">{t('visitor.first')}</p> : (
        <ul className="earlier">{conversations.map((item) => (
          <li key={item.id}>
            <Link to="/" search={(before) => ({ ...before, conversation: item.id })} activeProps={{}} inactiveProps={{}}>
              <time dateTime={item.lastMessage.at}>{format.moment(item.lastMessage.at)}</time> <span dir="auto">{item.lastMessage.text}</span>
            </Link>
          </li>
        ))}</ul>
      )}
    </section>
  );
}
