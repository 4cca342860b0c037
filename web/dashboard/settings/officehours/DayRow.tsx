import { useId, useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { replaced, without } from '../form/draft.ts';
import { TimeField } from '../time/TimeField.tsx';
import { nameOfDay, type Weekday } from '../time/zoned.ts';
import { DayBar } from './DayBar.tsx';
import { withSpan, type Span } from './week.ts';

interface Props {
  day: Weekday;
  spans: readonly Span[];
  errors: Readonly<Record<string, string>>;
  onChange: (spans: Span[]) => void;
  onCopy: (spans: readonly Span[]) => void;
}

/** One day: its spans as times to type and as a bar to drag. */
export function DayRow({ day, spans, errors, onChange, onCopy }: Props): ReactElement {
  const { t, i18n } = useTranslation();
  const row = useRef<HTMLDivElement>(null);
  const heading = useId();
  const name = nameOfDay(day, i18n.language);
  const path = `days.${day}`;
  const wrong = (at: number, end: 'from' | 'to'): string | undefined => errors[`${path}[${at}].${end}`];
  const said = [...new Set([errors[path], ...spans.flatMap((_, at) => [wrong(at, 'from'), wrong(at, 'to')])])].filter((text) => text !== undefined);
  const focus = (selector: string): void => void requestAnimationFrame(() => row.current?.querySelector<HTMLElement>(selector)?.focus());
  return (
    <div className="day" role="group" aria-labelledby={heading} ref={row}>
      <span id={heading} className="name">{name}</span>
      <ul className="spans">
        {spans.length === 0 && <li className="quiet closed-day">{t('hours.closedAllDay')}</li>}
        {spans.map((span, at) => {
          const of = { day: name, number: at + 1 };
          return (
            <li key={at}>
              <TimeField hideLabel label={t('hours.from', of)} value={span.from} invalid={wrong(at, 'from') !== undefined || errors[path] !== undefined}
                onChange={(from) => onChange(replaced(spans, at, { ...span, from }))} />
              <span aria-hidden="true">–</span>
              <TimeField hideLabel label={t('hours.to', of)} value={span.to} invalid={wrong(at, 'to') !== undefined || errors[path] !== undefined}
                onChange={(to) => onChange(replaced(spans, at, { ...span, to }))} />
              <button type="button" className="plain cross" aria-label={t('hours.removeSpan', of)} title={t('form.remove')} onClick={() => {
                onChange(without(spans, at));
                focus('.add');
              }}><span aria-hidden="true">✕</span></button>
            </li>
          );
        })}
      </ul>
      <div className="tools">
        <button type="button" className="plain add" aria-label={t('hours.addSpan', { day: name })} onClick={() => {
          onChange(withSpan(spans));
          focus('li:last-child input');
        }}>+ {t('hours.add')}</button>
        {day === 'monday' && <button type="button" className="plain" onClick={() => onCopy(spans)}>{t('hours.copy')}</button>}
      </div>
      <DayBar spans={spans} onChange={onChange} />
      {said.length > 0 && <p className="wrong">{said.join(' ')}</p>}
    </div>
  );
}
