import { Problem } from '@nightbell/api';
import { words } from '../../shared/api.ts';
import { maybeText } from '../../shared/texts.ts';

/** What is wrong with which field, by the path it has in the request (`days.monday[0].from`), in words. */
export function errorsOf(error: unknown): Record<string, string> {
  if (!(error instanceof Problem)) return {};
  return Object.fromEntries(Object.entries(error.errors).map(([path, rules]) => [
    path.replace(/^\$\./, ''),
    rules.map((rule) => maybeText(`rule.${rule}`) ?? rule).join(' ') || words(error),
  ]));
}

/** Everything that is wrong in one line, for the place beside the button: no rule is left unsaid, whatever fields are on screen. */
export function sentenceOf(error: Error): string {
  const said = [...new Set(Object.values(errorsOf(error)))];
  return said.length > 0 ? said.join(' ') : words(error);
}
