import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Format } from '../shared/format.ts';
import { useFormat } from '../shared/me.ts';
import { maybeText } from '../shared/texts.ts';

const IsTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

/** What shows that a reason holds. */
export function Evidence({ facts }: { facts: readonly (readonly [string, unknown])[] }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const yesNo = (value: boolean): string => t(value ? 'yes' : 'no');
  return (
    <dl className="evidence">{facts.map(([key, value]) => (
      <div key={key}><dt>{maybeText(`evidence.${key}`) ?? key}</dt><dd dir="auto">{readable(value, format, yesNo)}</dd></div>
    ))}</dl>
  );
}

/** Evidence as a person reads it: times as times, lists with commas, nested facts after each other. */
export function readable(value: unknown, format: Format, yesNo: (value: boolean) => string): string {
  if (typeof value === 'string') return IsTime.test(value) ? format.exact(value) : maybeText(`cause.${value}`) ?? maybeText(`value.${value}`) ?? value;
  if (typeof value === 'boolean') return yesNo(value);
  if (typeof value === 'number') return format.count(value);
  if (Array.isArray(value)) return value.map((part) => readable(part, format, yesNo)).join(', ');
  if (typeof value !== 'object' || value === null) return '–';
  return Object.entries(value).filter(([, part]) => part !== null)
    .map(([key, part]) => `${maybeText(`evidence.${key}`) ?? key}: ${readable(part, format, yesNo)}`).join(' · ');
}
