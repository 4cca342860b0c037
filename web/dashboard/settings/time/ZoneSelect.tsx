import { NativeSelect } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

const known = Intl.supportedValuesOf('timeZone');

/** Chooses a time zone; typing a city finds it. */
export function ZoneSelect({ value, onChange, error }: { value: string; onChange: (zone: string) => void; error?: string | undefined }): ReactElement {
  const { t } = useTranslation();
  const zones = known.includes(value) ? known : [value, ...known];
  return (
    <NativeSelect label={t('timeZone')} error={error} value={value} data={zones.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))}
      onChange={({ currentTarget }) => onChange(currentTarget.value)} />
  );
}
