import type { ConversationItem } from '@nightbell/api';
import { useTranslation } from 'react-i18next';

/** What a visitor is called: their name, else their address, else "Visitor". */
export function useVisitorName(): (item: Pick<ConversationItem, 'visitor'>) => string {
  const { t } = useTranslation();
  return ({ visitor }) => visitor.name ?? visitor.email ?? t('visitor');
}
