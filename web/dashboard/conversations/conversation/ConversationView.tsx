import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useTyping } from '../../live/typing.ts';
import { isProblem, words } from '../../shared/api.ts';
import { conversationQuery } from '../../shared/queries.ts';
import { WhyPane } from '../../why/WhyPane.tsx';
import { useDesk } from '../desk.ts';
import { Composer } from './Composer.tsx';
import './conversation.css';
import { ConversationHead } from './ConversationHead.tsx';
import { MessageLog } from './MessageLog.tsx';
import { VisitorPane } from './VisitorPane.tsx';

/** The chosen conversation, and beside it the visitor's card or the full picture of who was told. */
export function ConversationView({ id }: { id: string }): ReactElement {
  const { t } = useTranslation();
  const { pane, go } = useDesk();
  const { data, error, refetch } = useQuery(conversationQuery(id));
  const missing = isProblem(error, 400, 404);
  // What was read before is not shown to whom it does not belong any more.
  if (!data || missing) {
    return (
      <section className="conversation" aria-label={t('conversation')}>
        <div className="head"><button type="button" className="plain back" onClick={() => go({ conversation: undefined, pane: undefined })}>{t('back')}</button></div>
        <p className="nothing" role="status">{missing ? t('missing') : error ? words(error) : t('loading')}</p>
        {error && !missing && <button type="button" className="button" onClick={() => void refetch()}>{t('retry')}</button>}
      </section>
    );
  }
  return (
    <>
      <section className="conversation" aria-label={t('conversation')}>
        <ConversationHead conversation={data} />
        <MessageLog conversation={data} />
        <Typing id={id} />
        {data.state === 'open' && <Composer conversation={id} visitor={data.visitor.name} />}
      </section>
      <section className="pane" data-shows={pane ?? 'nothing'} aria-label={t(pane === 'why' ? 'why.title' : 'visitor')}>
        <button type="button" className="plain close" onClick={() => go({ pane: undefined }, true)}>{t('close')}</button>
        {pane === 'why' ? <WhyPane conversation={id} /> : <VisitorPane conversation={data} />}
      </section>
    </>
  );
}

function Typing({ id }: { id: string }): ReactElement {
  const { t } = useTranslation();
  const writer = useTyping(id);
  return <p className="typing" aria-live="polite">{writer && t('isTyping', { name: writer.name ?? t('visitor') })}</p>;
}
