import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk } from '../conversations/desk.ts';
import { useFormat } from '../shared/me.ts';
import { noticesQuery } from '../shared/queries.ts';
import { maybeText } from '../shared/texts.ts';
import { summarize, type Part } from './summary.ts';

/** Who was told of the visitor's message, in a line; "why?" opens the full picture. */
export function WhyLine({ conversation }: { conversation: string }): ReactElement {
  const { t } = useTranslation();
  const { pane, go } = useDesk();
  const say = usePartText();
  const { data } = useQuery(noticesQuery(conversation));
  const parts = data ? summarize(data) : [];
  return (
    <p className={`why-line ${parts[0]?.kind === 'lost' ? 'lost' : ''}`}>
      {parts.map((part, index) => <span key={index}>{say(part)} · </span>)}
      <button type="button" className="link" aria-expanded={pane === 'why'} onClick={() => go({ pane: pane === 'why' ? undefined : 'why' }, true)}>{t('whyAsked')}</button>
    </p>
  );
}

function usePartText(): (part: Part) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return (part) => {
    if (part.kind === 'lost') return t('line.lost');
    const names = format.list([...part.names].sort((a, b) => a.localeCompare(b, format.language)));
    switch (part.kind) {
      case 'mailed': return t('line.mailed', { names, at: format.moment(part.at) });
      case 'sending': return t('line.sending', { names });
      case 'failed': return t('line.failed', { names, cause: maybeText(`cause.${part.cause ?? 'unknown'}`) ?? '' });
      case 'opened': return t('line.opened', { names, at: format.moment(part.at) });
      case 'waits': return t('line.waits', { names, until: format.moment(part.until) });
      case 'silent': return t('line.silent', { names });
    }
  };
}
