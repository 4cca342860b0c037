import type { NoticesState } from '@nightbell/api';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

const colours: Readonly<Record<NoticesState, string>> = {
  not_waiting: '', due: 'bell', announced: 'good', opened: 'good', in_front_of_team: 'bell', nobody_to_tell: 'bad',
};

/** Where a conversation stands, in two words. */
export function StateChip({ state }: { state: NoticesState }): ReactElement {
  const { t } = useTranslation();
  return <span className={`chip ${colours[state]}`}>{t(`state.${state}`)}</span>;
}
