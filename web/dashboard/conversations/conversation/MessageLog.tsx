import type { Conversation, HandOver, Message, Rating } from '@nightbell/api';
import { Fragment, useEffect, useLayoutEffect, useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Face } from '../../shared/Face.tsx';
import { useFormat, useMe } from '../../shared/me.ts';
import { useNow } from '../../shared/useNow.ts';
import { WhyLine } from '../../why/WhyLine.tsx';
import { namesOf } from './attachments.ts';
import { Linked } from './Linked.tsx';
import { MessageFiles } from './MessageFiles.tsx';
import { deliver, isStuck, settle, useOutbox, type Unsent } from './outbox.ts';
import { useOpened } from './useOpened.ts';

/** Pixels from the end within which the log follows what comes. */
const NearEnd = 80;

const RatingMax = 5;

/** What was said, what is on its way, and under the visitor's last message who was told of it. */
export function MessageLog({ conversation }: { conversation: Conversation }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const me = useMe();
  const log = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const { messages } = conversation;
  const sent = new Set(messages.map(({ id }) => id));
  const outbox = useOutbox(me.id, conversation.id);
  const unsent = outbox.filter(({ id }) => !sent.has(id));
  const lastAsked = messages.findLast(({ from }) => from === 'visitor')?.id;
  const lastAnswer = messages.findLast(({ from }) => from === 'agent');
  const lastSeen = lastAnswer && lastAnswer.number <= conversation.seenByVisitor ? lastAnswer : undefined;
  useOpened(me.id, conversation, log);
  useEffect(() => {
    // The stream may tell of an answer whose own reply was lost.
    for (const { id } of outbox) if (messages.some((message) => message.id === id)) settle(me.id, id);
  }, [outbox, messages, me.id]);
  useLayoutEffect(() => {
    if (log.current && atEnd.current) log.current.scrollTop = log.current.scrollHeight;
  });
  return (
    <div className="log" role="log" tabIndex={0} aria-label={t('messages')} ref={log}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        atEnd.current = scrollHeight - scrollTop - clientHeight < NearEnd;
      }}>
      {messages.map((message, index) => {
        const day = format.day(message.at);
        const before = messages[index - 1];
        return (
          <Fragment key={message.id}>
            {(!before || format.day(before.at) !== day) && <p className="day quiet">{day}</p>}
            <Bubble message={message} />
            {message === lastSeen && <p className="by seen">{t('seen')}</p>}
            {message.id === lastAsked && <WhyLine conversation={conversation.id} />}
            {conversation.handOvers.filter(({ after }) => after === message.number).map((handOver) => <HandedOver key={handOver.id} handOver={handOver} />)}
          </Fragment>
        );
      })}
      {conversation.rating && <Rated rating={conversation.rating} />}
      {unsent.map((one) => <UnsentBubble key={one.id} unsent={one} />)}
    </div>
  );
}

function Bubble({ message: { from, name, text, at, number, picture, files } }: { message: Message }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className={`message ${from}`} data-number={number}>
      <p className="by">{from === 'agent' && <Face name={name ?? t('team')} picture={picture} />}{from !== 'system' && <><span dir="auto">{name ?? t(from === 'visitor' ? 'visitor' : 'team')}</span> </>}<time dateTime={at}>{format.time(at)}</time></p>
      {text !== namesOf(files) && <p className="bubble" dir="auto"><Linked text={text} /></p>}
      <MessageFiles files={files} />
    </div>
  );
}

/** What the visitor said of it, once it was resolved. */
function Rated({ rating: { value, comment } }: { rating: Rating }): ReactElement {
  const { t } = useTranslation();
  return (
    <p className="rated">
      <span role="img" aria-label={t('rating.of', { value })}>{'★'.repeat(value)}{'☆'.repeat(RatingMax - value)}</span>
      {comment !== null && <span dir="auto"> {comment}</span>}
    </p>
  );
}

/** Colleagues read who gave it to whom; the visitor does not. */
function HandedOver({ handOver: { at, by, agent, group } }: { handOver: HandOver }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const name = (agent ?? group)?.name ?? '';
  return (
    <p className="handed-over quiet">
      <span dir="auto">{agent?.id === by.id ? t('handOver.took', { by: by.name }) : t('handOver.done', { by: by.name, name })}</span> <time dateTime={at}>{format.time(at)}</time>
    </p>
  );
}

function UnsentBubble({ unsent }: { unsent: Unsent }): ReactElement {
  const { t } = useTranslation();
  const me = useMe();
  const now = useNow();
  const { failed, text } = unsent;
  return (
    <div className="message agent pending">
      <p className="bubble" dir="auto">{text}</p>
      {isStuck(unsent, now) ? (
        <p className="by error" role="alert">
          {t('notSent')} {failed} <button type="button" className="link" onClick={() => void deliver(me.id, unsent)}>{t('retry')}</button>
          {' · '}<button type="button" className="link" onClick={() => settle(me.id, unsent.id)}>{t('discard')}</button>
        </p>
      ) : <p className="by">{t('sending')}</p>}
    </div>
  );
}
