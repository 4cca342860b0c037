import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../shared/me.ts';
import type { Feature } from './features.ts';
import { packageName } from './features.ts';
import '../form/form.css';

/** Says instead of a page that the package does not include what it would show. */
export function NotIncluded({ feature }: { feature: Feature }): ReactElement {
  const { t } = useTranslation();
  const { account } = useMe();
  return (
    <div className="locked">
      <p><strong>{t('package.notIncluded', { feature: t(`feature.${feature}`), package: packageName(account.package) })}</strong></p>
      <p className="quiet">{t('package.whoChanges')}</p>
      <Link to="/settings/package">{t('package.see')}</Link>
    </div>
  );
}
