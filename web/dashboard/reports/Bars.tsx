import type { MailFigures, NoticeFigures } from '@nightbell/api';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../shared/me.ts';
import { maybeText } from '../shared/texts.ts';

interface Counted {
  key: string;
  text: string;
  count: number;
  /** The colour: told, waits, failed, or nothing of that. */
  tone?: 'good' | 'bell' | 'bad' | undefined;
}

/** What became of notifications, the most frequent first. */
export function OutcomeBars({ figures }: { figures: NoticeFigures }): ReactElement {
  const { t } = useTranslation();
  const tones = { send: 'good', wait: 'bell', skip: undefined } as const;
  return (
    <>
      {(['offline_message', 'unaccepted_conversation'] as const).map((kind) => (
        <Bars key={kind} title={t(`kind.${kind}`)} bars={figures.outcomes.filter((outcome) => outcome.kind === kind).map(({ verdict, reason, count }) => ({
          key: `${verdict} ${reason}`, count,
          text: verdict === 'send' && reason !== 'Fallback' ? t('reports.sent') : (maybeText(`outcome.${reason}`) ?? reason),
          tone: reason === 'MailFailed' || reason === 'AddressUnusable' ? 'bad' : tones[verdict],
        }))} />
      ))}
    </>
  );
}

/** What became of mails, and why some failed. */
export function CauseBars({ figures }: { figures: MailFigures }): ReactElement {
  const { t } = useTranslation();
  const bad: readonly string[] = ['bounced', 'expired', 'complained'];
  return (
    <Bars title={t('reports.mailStates')} bars={figures.mails.map(({ state, cause, count }) => ({
      key: `${state} ${cause ?? ''}`, count, text: cause ? `${t(`mail.${state}`)}: ${t(`cause.${cause}`)}` : t(`mail.${state}`),
      tone: bad.includes(state) ? 'bad' : state === 'accepted' ? 'good' : state === 'deferred' ? 'bell' : undefined,
    }))} />
  );
}

function Bars({ title, bars }: { title: string; bars: readonly Counted[] }): ReactElement {
  const { t } = useTranslation();
  const { count } = useFormat();
  const most = Math.max(1, ...bars.map((bar) => bar.count));
  return (
    <>
      <h3>{title}</h3>
      {bars.length === 0 ? <p className="quiet">{t('reports.nothing')}</p> : (
        <dl className="bars">
          {[...bars].sort((a, b) => b.count - a.count).map((bar) => (
            <div key={bar.key} data-tone={bar.tone}>
              <dt>{bar.text}</dt>
              <dd><i aria-hidden="true" style={{ inlineSize: `${(bar.count / most) * 100}%` }} /><span>{count(bar.count)}</span></dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}
