import type { Conversation } from '@nightbell/api';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat, useMe } from '../../shared/me.ts';
import { useNow } from '../../shared/useNow.ts';

/** Where a conversation stands, in a sentence: what somebody who followed a mail's link wants to know first. */
export function Standing({ conversation: { assignees, handOvers, state, waitingSince } }: { conversation: Conversation }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const me = useMe();
  const now = useNow();
  const said = assignees.map(({ id, name, acceptedAt }) => {
    if (acceptedAt !== null) {
      const at = format.moment(acceptedAt, now);
      return id === me.id ? t('acceptedMineAt', { at }) : t('acceptedByAt', { name, at });
    }
    const handedAt = handOvers.findLast(({ agent }) => agent?.id === id)?.at;
    const at = handedAt === undefined ? '' : format.moment(handedAt, now);
    return id === me.id ? t('handOver.mineAt', { at }) : t('handOver.toAt', { name, at });
  });
  if (state === 'resolved') said.push(t('isResolved'));
  else if (waitingSince) said.push(t('waitingSince', { at: format.moment(waitingSince, now), age: format.age(waitingSince, now) }));
  else if (assignees.length === 0) said.push(t('isAnswered'));
  return <p className={`standing ${waitingSince ? 'waits' : ''}`}>{said.join(' ')}</p>;
}
