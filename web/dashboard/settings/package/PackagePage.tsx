import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../shared/me.ts';
import { useTitle } from '../../shell/useTitle.ts';
import { colleaguesQuery } from '../data.ts';
import { features, packageName, type Feature } from './features.ts';
import './package.css';

/** What the account's package includes and what it does not. */
export function PackagePage(): ReactElement {
  const { t } = useTranslation();
  useTitle(t('package.title'));
  const { account } = useMe();
  const active = useQuery(colleaguesQuery).data?.filter((agent) => agent.active).length;
  const included = (feature: Feature): boolean => account.features.includes(feature);
  const missing = features.filter((feature) => !included(feature));
  return (
    <div className="page">
      <h1>{t('package.title')}</h1>
      <p>{t('package.yours', { account: account.name, package: packageName(account.package) })}</p>
      <Features heading={t('package.includes')} list={features.filter(included)} included />
      {missing.length > 0 && <Features heading={t('package.excludes')} list={missing} included={false} />}
      <section className="card" aria-labelledby="package-agents">
        <h2 id="package-agents">{t('package.agents')}</h2>
        {active !== undefined && <p>{account.agentLimit === null ? t('package.activeNow', { active }) : t('package.activeOf', { active, limit: account.agentLimit })}</p>}
        <p>{account.agentLimit === null ? t('package.noLimit') : t('package.limit', { limit: account.agentLimit })}</p>
        <p className="hint">{t('package.agentsHint')}</p>
      </section>
      <p className="quiet">{t('package.whoChanges')}</p>
    </div>
  );
}

function Features({ heading, list, included }: { heading: string; list: readonly Feature[]; included: boolean }): ReactElement {
  const { t } = useTranslation();
  return (
    <section className={`card features ${included ? 'in' : 'out'}`}>
      <h2>{heading}</h2>
      <ul>
        {list.map((feature) => (
          <li key={feature}>
            <span className="mark" aria-hidden="true">{included ? '✓' : '–'}</span>
            <span><strong>{t(`feature.${feature}`)}</strong><br /><span className="quiet">{t(`feature.${feature}.text`)}</span></span>
          </li>
        ))}
      </ul>
    </section>
  );
}
