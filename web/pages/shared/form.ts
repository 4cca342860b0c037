import { mayPass, Problem } from '@nightbell/api';
import { h } from '@nightbell/widget/dom';
import { maybeText, t, type TextKey } from './i18n.ts';
import { words } from './page.ts';

export interface Field {
  /** Also the name of the field in the request. */
  name: string;
  label: TextKey;
  hint?: TextKey;
  type: 'text' | 'email' | 'password';
  autocomplete: string;
  maxLength: number;
  minLength?: number;
  value?: string;
}

export interface FormOptions {
  fields: readonly Field[];
  button: TextKey;
  /** What sending does; a refusal is shown beside its field or above the button. */
  submit: (values: Readonly<Record<string, string>>) => Promise<void>;
}

const wrongIn = (field: Field, value: string): string => {
  if (value === '') return t('form.required');
  if (field.type === 'email' && !/^[^\s@]+@[^\s@]+$/.test(value)) return t('form.email');
  if (field.minLength && Array.from(value).length < field.minLength) return t('form.short', { count: field.minLength });
  return '';
};

/** A form that checks before it sends, and says beside each field what is wrong with it. */
export function form(options: FormOptions): HTMLFormElement {
  const inputs = options.fields.map((field) => ({ field, input: inputOf(field), error: errorOf(field) }));
  const note = h('p', { class: 'note bad', role: 'alert' });
  const button = h('button', { class: 'main', type: 'submit' }, t(options.button));

  const show = (errors: ReadonlyMap<string, string>): void => {
    for (const { field, input, error } of inputs) {
      const wrong = errors.get(field.name) ?? '';
      error.textContent = wrong;
      input.setAttribute('aria-invalid', String(wrong !== ''));
    }
    inputs.find(({ field }) => errors.has(field.name))?.input.focus();
  };

  const submit = async (): Promise<void> => {
    const values = Object.fromEntries(inputs.map(({ field, input }) => [field.name, field.type === 'password' ? input.value : input.value.trim()]));
    const wrong = new Map(options.fields.map((field) => [field.name, wrongIn(field, values[field.name] ?? '')] as const).filter(([, error]) => error !== ''));
    note.textContent = '';
    show(wrong);
    if (wrong.size > 0) return;
    button.disabled = true;
    try {
      await options.submit(values);
    } catch (error) {
      const beside = fieldErrors(error, options.fields);
      show(beside);
      if (beside.size === 0) note.textContent = words(error);
      if (mayPass(error)) button.textContent = t('retry');
    } finally {
      button.disabled = false;
    }
  };

  return h('form', {
    novalidate: true,
    submit: (event) => {
      event.preventDefault();
      void submit();
    },
  }, ...inputs.map(({ field, input, error }) => h('div', { class: 'field' },
    h('label', { for: field.name }, t(field.label)), input,
    ...(field.hint ? [h('p', { class: 'hint', id: `${field.name}-hint` }, t(field.hint))] : []), error)), note, button);
}

const errorOf = (field: Field): HTMLElement => h('p', { class: 'error', id: `${field.name}-error`, 'aria-live': 'polite' });

function inputOf(field: Field): HTMLInputElement {
  const input = h('input', {
    id: field.name, name: field.name, type: field.type, autocomplete: field.autocomplete, required: true, maxlength: field.maxLength,
    'aria-describedby': `${field.hint ? `${field.name}-hint ` : ''}${field.name}-error`,
  });
  input.value = field.value ?? '';
  return input;
}

/** The refusal's `errors`, which are codes of rules, in words, for the fields that this form shows, whatever their capitals. */
function fieldErrors(error: unknown, fields: readonly Field[]): Map<string, string> {
  const found = new Map<string, string>();
  if (!(error instanceof Problem)) return found;
  for (const [name, what] of Object.entries(error.errors)) {
    const field = fields.find((candidate) => candidate.name.toLowerCase() === name.replace(/^\$\./, '').toLowerCase());
    if (field) found.set(field.name, what.map((rule) => maybeText(`rule.${rule}`) ?? rule).join(' ') || words(error));
  }
  return found;
}
