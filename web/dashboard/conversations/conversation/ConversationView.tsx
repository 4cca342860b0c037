import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { conversationQuery } from '../../shared/queries.ts';
import { useVisitorName } from '../visitorName.ts';

export function ConversationView({ id }: { id: string }): ReactElement {
  const { t } = useTranslation();
  const name = useVisitorName();
  const { data } = useQuery(conversationQuery(id));
  return <section className="conversation" aria-label={t('conversation')}>{data ? <h2>{name(data)}</h2> : <p role="status">{t('loading')}</p>}</section>;
}
