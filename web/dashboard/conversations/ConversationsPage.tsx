import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationsSearch } from '../routes.tsx';
import { ConversationView } from './conversation/ConversationView.tsx';
import './conversations.css';
import { DeskContext, type Desk } from './desk.ts';
import { ConversationList } from './list/ConversationList.tsx';
import { useDeskTitle } from './useDeskTitle.ts';

/** The boxes and the chosen conversation: side by side on a desk, one after the other on a phone. */
export function ConversationsPage(): ReactElement {
  const { t } = useTranslation();
  const search = useSearch({ from: '/' });
  const navigate = useNavigate({ from: '/' });
  useDeskTitle();
  const desk = useMemo<Desk>(() => ({
    ...search,
    box: search.box ?? 'unassigned',
    go: (change: ConversationsSearch, replace = false) => void navigate({ search: (before) => ({ ...before, ...change }), replace }),
  }), [search, navigate]);
  return (
    <DeskContext value={desk}>
      <div className={`desk ${desk.conversation ? 'chosen' : ''}`}>
        <h1 className="unseen">{t('conversations')}</h1>
        <ConversationList />
        {desk.conversation ? <ConversationView key={desk.conversation} id={desk.conversation} /> : <p className="nothing quiet">{t('chooseOne')}</p>}
      </div>
    </DeskContext>
  );
}
