import { TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

/** A colour, picked or typed. */
export function ColorField({ value, error, onChange }: { value: string; error: string | undefined; onChange: (color: string) => void }): ReactElement {
  const { t } = useTranslation();
  return (
    <div className="color-field">
      <TextInput label={t('widget.color')} description={t('widget.colorHint')} maxLength={7} autoComplete="off" spellCheck={false} value={value} error={error}
        onChange={({ currentTarget }) => onChange(currentTarget.value.trim())} />
      <input type="color" aria-label={t('widget.pick')} value={/^#[0-9a-f]{6}$/i.test(value) ? value : '#000000'} onChange={({ currentTarget }) => onChange(currentTarget.value)} />
    </div>
  );
}
