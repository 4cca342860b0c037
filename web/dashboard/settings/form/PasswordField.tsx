import { PasswordInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  autoComplete: 'current-password' | 'new-password';
  maxLength: number;
  error: string | undefined;
  description?: string;
}

/** A password, which can be shown. Mantine marks a wrong one for the eyes only; this one is marked for everybody. */
export function PasswordField({ onChange, error, ...rest }: Props): ReactElement {
  const { t } = useTranslation();
  return (
    <PasswordInput {...rest} error={error} aria-invalid={error !== undefined} visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
      onChange={({ currentTarget }) => onChange(currentTarget.value)} />
  );
}
