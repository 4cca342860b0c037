import type { ConversationItem } from '@nightbell/api';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../shared/me.ts';
import { useNow } from '../../shared/useNow.ts';
import { useDesk } from '../desk.ts';
import { useVisitorName } from '../visitorName.ts';
import { StateChip } from './StateChip.tsx';

/** One conversation of the list. Who waits has the bell's colour and says for how long. */
export function ConversationRow({ item }: { item: ConversationItem }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const name = useVisitorName();
  const { conversation } = useDesk();
  const { waitingSince, lastMessage: last, assignees, group, notices } = item;
  const standing = notices === 'nobody_to_tell' ? 'lost' : waitingSince ? 'waits' : '';
  return (
    <Link to="/" search={(before) => ({ ...before, conversation: item.id, pane: undefined })} className={standing} data-id={item.id}
      aria-current={item.id === conversation ? 'true' : undefined} activeProps={{}} inactiveProps={{}}>
      <span className="who"><span className="name" dir="auto">{name(item)}</span>{item.visitor.online && <span className="dot" role="img" aria-label={t('onSite')} />}</span>
      {waitingSince ? <span className="wait">{t('waits', { age: format.age(waitingSince, now) })}</span>
        : <time dateTime={last.at}>{format.moment(last.at, now)}</time>}
      <span className="last" dir="auto">{last.from === 'agent' && `${t('answerMark')} `}{last.text}</span>
      <span className="chips">
        {notices !== 'not_waiting' && <StateChip state={notices} />}
        {item.visitor.blocked && <span className="chip bad">{t('blocked')}</span>}
        {group && <span className="chip">{group.name}</span>}
        {assignees.length > 0 && <span className="chip" dir="auto">{format.list(assignees.map((agent) => agent.name))}</span>}
      </span>
    </Link>
  );
}
