import type { IdentitySecret, NewIdentitySecret } from '@nightbell/api';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../shared/api.ts';
import { useFormat } from '../../shared/me.ts';
import { identityPath, identityQuery, readSettingsAnew } from '../data.ts';
import { ConfirmDialog } from '../form/ConfirmDialog.tsx';
import { CopyButton } from '../form/CopyButton.tsx';
import { sentenceOf } from '../form/errors.ts';
import { Loaded } from '../form/Loaded.tsx';
import { useAction } from '../form/useAction.ts';

/** The secret by which the site vouches for its customers: shown once, when it is made. */
export function IdentityCard(): ReactElement {
  const { t } = useTranslation();
  const identity = useQuery(identityQuery);
  return (
    <section className="card" aria-labelledby="identity">
      <h2 id="identity">{t('widget.identity')}</h2>
      <p className="hint">{t('widget.identityHint')}</p>
      <Loaded query={identity}>{(saved) => <Secret saved={saved} />}</Loaded>
    </section>
  );
}

function Secret({ saved: { since, formerUntil } }: { saved: IdentitySecret }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const [secret, setSecret] = useState<string>();
  const [removing, setRemoving] = useState(false);
  const renew = useAction(async () => {
    setSecret((await send<NewIdentitySecret>('POST', identityPath)).secret);
    await readSettingsAnew();
  });
  const remove = useAction(async () => {
    await send('DELETE', identityPath);
    setSecret(undefined);
    await readSettingsAnew();
  }, () => setRemoving(false));
  return (
    <>
      <p>{since === null ? t('widget.identityNone') : t('widget.identitySince', { at: format.moment(since) })}</p>
      {formerUntil !== null && <p className="hint">{t('widget.identityFormer', { at: format.moment(formerUntil) })}</p>}
      {secret !== undefined && (
        <div className="note" role="status">
          <p>{t('widget.identityOnce')}</p>
          <pre className="code" tabIndex={0} aria-label={t('widget.identity')}>{secret}</pre>
          <CopyButton text={secret} name={t('widget.identity')} />
        </div>
      )}
      {renew.run.error && <p className="note bad" role="alert">{sentenceOf(renew.run.error)}</p>}
      <div className="row">
        <button type="button" className="button" disabled={renew.run.isPending} onClick={() => renew.start(undefined)}>{t(since === null ? 'widget.identityMake' : 'widget.identityRenew')}</button>
        {since !== null && <button type="button" className="button danger" onClick={() => setRemoving(true)}>{t('widget.identityRemove')}</button>}
      </div>
      {removing && (
        <ConfirmDialog title={t('widget.identityRemove')} button={t('widget.identityRemove')} error={remove.run.error} pending={remove.run.isPending}
          confirm={() => remove.start(undefined)} close={() => setRemoving(false)}>{t('widget.identityRemoveText')}</ConfirmDialog>
      )}
    </>
  );
}
