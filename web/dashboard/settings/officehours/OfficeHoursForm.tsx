import { Switch } from '@mantine/core';
import type { OfficeHours } from '@nightbell/api';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../shared/api.ts';
import { useMe } from '../../shared/me.ts';
import { queryClient } from '../../shared/queries.ts';
import { officeHoursPath, officeHoursQuery, readSettingsAnew } from '../data.ts';
import { FullAccessOnly } from '../form/FullAccessOnly.tsx';
import { SaveBar } from '../form/SaveBar.tsx';
import { useSettingsForm } from '../form/useSettingsForm.ts';
import { ZoneSelect } from '../time/ZoneSelect.tsx';
import { weekdays } from '../time/zoned.ts';
import { ClosedDays } from './ClosedDays.tsx';
import { DayRow } from './DayRow.tsx';
import { StandingNow } from './StandingNow.tsx';
import { onWeekdays, spansOf } from './week.ts';

async function save(hours: OfficeHours): Promise<void> {
  queryClient.setQueryData(officeHoursQuery.queryKey, await send<OfficeHours>('PUT', officeHoursPath, hours));
  await readSettingsAnew();
}

/** The week day by day, the days on which the office is closed, and what the clock says to that. */
export function OfficeHoursForm({ saved }: { saved: OfficeHours }): ReactElement {
  const { t } = useTranslation();
  const { access } = useMe();
  const form = useSettingsForm(saved, save);
  const { value, change, errors } = form;
  return (
    <form noValidate className="card" onSubmit={form.submit} aria-label={t('hours.title')}>
      <StandingNow hours={value} />
      <FullAccessOnly>
        <Switch label={t('hours.enabled')} description={t('hours.enabledHint')} checked={value.enabled}
          onChange={({ currentTarget }) => change({ enabled: currentTarget.checked })} />
        <div className="two">
          <ZoneSelect value={value.timeZone} error={errors['timeZone']} onChange={(timeZone) => change({ timeZone })} />
        </div>
        <fieldset className="group week">
          <legend>{t('hours.week')}</legend>
          <p className="hint">{t('hours.weekHint')}</p>
          {weekdays.map((day) => (
            <DayRow key={day} day={day} spans={spansOf(value.days, day)} errors={errors}
              onChange={(spans) => change({ days: { ...value.days, [day]: spans } })}
              onCopy={(spans) => change({ days: onWeekdays(value.days, spans) })} />
          ))}
        </fieldset>
        <ClosedDays closed={value.closed} error={errors['closed']} onChange={(closed) => change({ closed })} />
      </FullAccessOnly>
      {access === 'full' && <SaveBar form={form} />}
    </form>
  );
}
