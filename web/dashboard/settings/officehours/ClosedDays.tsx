import { TextInput } from '@mantine/core';
import { useRef, useState, type KeyboardEvent, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { withClosed } from './week.ts';

/** A day in words. The days of the office are no moments: they have no time zone. */
const inWords = (date: string, language: string): string => {
  const at = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(at) ? date
    : new Intl.DateTimeFormat(language, { timeZone: 'UTC', weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' }).format(at);
};

/** Days on which the office is closed whatever the week says. */
export function ClosedDays({ closed, error, onChange }: { closed: readonly string[]; error: string | undefined; onChange: (closed: string[]) => void }): ReactElement {
  const { t, i18n } = useTranslation();
  const [date, setDate] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const add = (): void => {
    if (date === '') return;
    onChange(withClosed(closed, date));
    setDate('');
  };
  const remove = (day: string): void => {
    onChange(closed.filter((other) => other !== day));
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter') return;
    // Adds the day; the form is saved by its button.
    event.preventDefault();
    add();
  };
  return (
    <fieldset className="group">
      <legend>{t('hours.closed')}</legend>
      <p className="hint">{t('hours.closedHint')}</p>
      <ul className="closed">
        {closed.map((day) => (
          <li key={day} className="pill">
            {inWords(day, i18n.language)}
            <button type="button" className="plain cross" aria-label={t('hours.removeClosed', { day: inWords(day, i18n.language) })}
              onClick={() => remove(day)}><span aria-hidden="true">✕</span></button>
          </li>
        ))}
      </ul>
      <div className="row">
        <TextInput ref={field} type="date" aria-label={t('hours.closedDate')} value={date} error={error} onKeyDown={onKeyDown} onBlur={add} onChange={({ currentTarget }) => setDate(currentTarget.value)} />
        <button type="button" className="button" onClick={add}>{t('hours.addClosed')}</button>
      </div>
    </fieldset>
  );
}
