import { TextInput } from '@mantine/core';
import type { CannedAnswer } from '@nightbell/api';
import { useId, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { SaveBar } from '../form/SaveBar.tsx';
import { useSettingsForm } from '../form/useSettingsForm.ts';
import './canned.css';

type Editable = Pick<CannedAnswer, 'shortcut' | 'text'>;

interface Props {
  answer: Editable;
  button?: string;
  save: (value: Editable, patch: Partial<Editable>) => Promise<unknown>;
}

/** A shortcut and what it stands for. */
export function CannedForm({ answer, button, save }: Props): ReactElement {
  const { t } = useTranslation();
  const field = useId();
  const form = useSettingsForm<Editable>({ shortcut: answer.shortcut, text: answer.text }, save);
  const { value: { shortcut, text }, change, errors } = form;
  return (
    <form noValidate className="editor" onSubmit={form.submit}>
      <TextInput label={t('canned.shortcut')} description={t('canned.shortcutHint')} maxLength={40} autoComplete="off" autoCapitalize="none" spellCheck={false}
        value={shortcut} error={errors['shortcut']} onChange={({ currentTarget }) => change({ shortcut: currentTarget.value.replace(/^\//, '') })} />
      <div className="canned-field">
        <label htmlFor={field}>{t('canned.text')}</label>
        <textarea id={field} rows={4} dir="auto" value={text} aria-invalid={errors['text'] !== undefined} aria-describedby={`${field}-hint ${field}-error`}
          onChange={({ currentTarget: { value } }) => change({ text: value })} />
        <p className="hint" id={`${field}-hint`}>{t('canned.textHint', { name: '{name}', agent: '{agent}' })}</p>
        <p className="wrong" id={`${field}-error`}>{errors['text']}</p>
      </div>
      <SaveBar form={form} {...(button ? { label: button } : {})} />
    </form>
  );
}
