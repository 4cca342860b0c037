import { NativeSelect, TextInput } from '@mantine/core';
import type { ApiToken, NewApiToken } from '@nightbell/api';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../shared/api.ts';
import { useFormat } from '../../shared/me.ts';
import { maybeText } from '../../shared/texts.ts';
import { useNow } from '../../shared/useNow.ts';
import { apiTokensQuery, readSettingsAnew } from '../data.ts';
import { ConfirmDialog } from '../form/ConfirmDialog.tsx';
import { Loaded } from '../form/Loaded.tsx';
import { SaveBar } from '../form/SaveBar.tsx';
import { useAction } from '../form/useAction.ts';
import { useSettingsForm } from '../form/useSettingsForm.ts';
import { Checks } from './Checks.tsx';
import { expiryAfter, scopes } from './choices.ts';
import { Secret } from './Secret.tsx';
import '../agents/agents.css';

/** The account's API tokens. */
export function Tokens(): ReactElement {
  const { t } = useTranslation();
  return (
    <section className="agents" aria-labelledby="tokens">
      <h2 id="tokens">{t('api.tokens')}</h2>
      <p className="quiet">{t('api.tokensAbout')}</p>
      <Loaded query={useQuery(apiTokensQuery)}>
        {(tokens) => (tokens.length === 0 ? <p className="note">{t('api.noTokens')}</p> : (
          <>{tokens.map((token) => <TokenCard key={token.id} token={token} />)}</>
        ))}
      </Loaded>
      <NewToken />
    </section>
  );
}

function TokenCard({ token }: { token: ApiToken }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const [asking, setAsking] = useState(false);
  const { run, start } = useAction(async () => {
    await send('DELETE', `/api/tokens/${token.id}`);
    await readSettingsAnew();
  }, () => setAsking(false));
  const now = useNow();
  const { name, prefix, createdBy, createdAt, expiresAt, lastUsedAt } = token;
  const expired = expiresAt !== null && Date.parse(expiresAt) <= now;
  return (
    <article className="card agent" aria-label={name}>
      <div className="head">
        <div className="who"><h3 dir="auto">{name}</h3><p className="quiet"><code>{prefix}…</code></p></div>
        {expired && <span className="chip bad">{t('api.expired')}</span>}
      </div>
      <p className="chips">{token.scopes.map((scope) => <span key={scope} className="chip">{scope}</span>)}</p>
      <p className="quiet">
        {t('api.madeBy', { name: createdBy, at: format.moment(createdAt) })}
        {' · '}{lastUsedAt === null ? t('api.neverUsed') : t('api.lastUsed', { at: format.moment(lastUsedAt) })}
        {expiresAt !== null && !expired && ` · ${t('api.expires', { at: format.moment(expiresAt) })}`}
      </p>
      <div className="row">
        <button type="button" className="button danger" aria-label={t('api.revokeWhich', { name })} onClick={() => setAsking(true)}>{t('api.revoke')}</button>
      </div>
      {asking && (
        <ConfirmDialog title={t('api.revokeTitle', { name })} button={t('api.revoke')} error={run.error} pending={run.isPending}
          confirm={() => start(undefined)} close={() => setAsking(false)}>
          <p>{t('api.revokeText')}</p>
        </ConfirmDialog>
      )}
    </article>
  );
}

interface Wanted {
  name: string;
  scopes: readonly string[];
  days: string;
}

const nothing: Wanted = { name: '', scopes: [], days: '' };

function NewToken(): ReactElement {
  const { t } = useTranslation();
  const [made, setMade] = useState<NewApiToken>();
  const form = useSettingsForm<Wanted>(nothing, async ({ name, scopes: chosen, days }) => {
    const expiresAt = expiryAfter(days, Date.now());
    setMade(await send<NewApiToken>('POST', '/api/tokens', { name, scopes: chosen, ...(expiresAt ? { expiresAt } : {}) }));
    void readSettingsAnew();
  });
  const { value: values, change, errors } = form;
  return (
    <form noValidate className="card" aria-labelledby="new-token" onSubmit={form.submit}>
      <h3 id="new-token">{t('api.newToken')}</h3>
      {made && <Secret key={made.id} name={made.name} text={made.token} hint={t('api.tokenOnce')} close={() => setMade(undefined)} />}
      <div className="two">
        <TextInput label={t('api.name')} description={t('api.nameHint')} maxLength={100} autoComplete="off" value={values.name} error={errors['name']}
          onChange={({ currentTarget }) => change({ name: currentTarget.value })} />
        <NativeSelect label={t('api.validFor')} value={values.days} onChange={({ currentTarget }) => change({ days: currentTarget.value })}
          data={[{ value: '', label: t('api.forEver') }, ...[30, 90, 365].map((days) => ({ value: String(days), label: t('api.days', { days }) }))]} />
      </div>
      <Checks legend={t('api.scopes')} choices={scopes.map((value) => ({ value, label: maybeText(`scope.${value}`) ?? value }))} chosen={values.scopes}
        error={errors['scopes']} change={(chosen) => change({ scopes: chosen })} />
      <SaveBar form={form} label={t('api.makeToken')} />
    </form>
  );
}
