/** A text with its `{places}` filled in; where it has a form for each number (`one …|other …`), the one for `count`. */
export function say(text: string | undefined, locale: string, values: Readonly<Record<string, string | number>> = {}): string {
  const { count } = values;
  let form = text ?? '';
  if (typeof count === 'number' && /^(zero|one|two|few|many|other) /.test(form)) {
    const forms = new Map(form.split('|').map((part) => [part.slice(0, part.indexOf(' ')), part.slice(part.indexOf(' ') + 1)]));
    form = forms.get(new Intl.PluralRules(locale).select(count)) ?? forms.get('other') ?? '';
  }
  return form.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Whether a language is written from right to left. */
export const isRightToLeft = (locale: string): boolean => /^(ar|he|fa|ur|yi|ps|dv|ckb)\b/i.test(locale);
