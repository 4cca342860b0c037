import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../shared/me.ts';
import { useTitle } from '../../shell/useTitle.ts';
import { officeHoursQuery } from '../data.ts';
import { Loaded } from '../form/Loaded.tsx';
import { NotIncluded } from '../package/NotIncluded.tsx';
import { OfficeHoursForm } from './OfficeHoursForm.tsx';
import './officeHours.css';

/** When the office is open. */
export function OfficeHoursPage(): ReactElement {
  const { t } = useTranslation();
  useTitle(t('hours.title'));
  const included = useMe().account.features.includes('office_hours');
  const hours = useQuery({ ...officeHoursQuery, enabled: included });
  return (
    <div className="page">
      <h1>{t('hours.title')}</h1>
      <p className="quiet">{t('hours.about')}</p>
      {included ? <Loaded query={hours}>{(saved) => <OfficeHoursForm saved={saved} />}</Loaded> : <NotIncluded feature="office_hours" />}
    </div>
  );
}
