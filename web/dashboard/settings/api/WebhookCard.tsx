import type { RotatedSecret, Webhook } from '@nightbell/api';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../shared/api.ts';
import { useFormat } from '../../shared/me.ts';
import { queryClient } from '../../shared/queries.ts';
import { useNow } from '../../shared/useNow.ts';
import { deliveriesKey, readSettingsAnew } from '../data.ts';
import { ConfirmDialog } from '../form/ConfirmDialog.tsx';
import { Refusal } from '../form/SaveBar.tsx';
import { useAction } from '../form/useAction.ts';
import { Deliveries } from './Deliveries.tsx';
import { Secret } from './Secret.tsx';
import { WebhookForm } from './Webhooks.tsx';

type Part = 'log' | 'deletion' | 'rotation';

/** One webhook: how it does, and what can be done about it. */
export function WebhookCard({ webhook }: { webhook: Webhook }): ReactElement {
  const { t } = useTranslation();
  const [open, setOpen] = useState<Part>();
  // By itself: what is typed there outlasts a look at the log.
  const [editing, setEditing] = useState(false);
  const [secret, setSecret] = useState<string>();
  const { id, url, events, active } = webhook;
  const path = `/api/webhooks/${id}`;
  const close = (): void => setOpen(undefined);
  const toggle = (part: Part): void => setOpen((now) => (now === part ? undefined : part));
  const act = useAction(async (call: () => Promise<unknown>) => {
    await call();
    await readSettingsAnew();
  }, close);
  const test = useAction(async () => {
    await send('POST', `${path}/test`);
    await queryClient.invalidateQueries({ queryKey: deliveriesKey(id) });
  }, () => setOpen('log'));
  const rotation = useAction(async () => {
    setSecret((await send<RotatedSecret>('POST', `${path}/secret-rotations`, {})).secret);
    await readSettingsAnew();
  }, close);
  return (
    <article className="card agent" aria-label={url}>
      <div className="head">
        <h3 className="who address">{url}</h3>
        <State webhook={webhook} />
      </div>
      <p className="chips">{events.map((event) => <span key={event} className="chip">{event}</span>)}</p>
      <Standing webhook={webhook} />
      {secret && <Secret name={url} text={secret} hint={t('hooks.secretOnce')} close={() => setSecret(undefined)} />}
      <div className="row">
        <button type="button" className="button" aria-expanded={open === 'log'} onClick={() => toggle('log')}>{t('hooks.log')}</button>
        <button type="button" className="button" disabled={test.run.isPending} onClick={() => test.start(undefined)}>{t('hooks.test')}</button>
        <button type="button" className="button" aria-expanded={editing} onClick={() => setEditing(!editing)}>{t('agents.change')}</button>
        <button type="button" className="button" onClick={() => setOpen('rotation')}>{t('hooks.rotate')}</button>
        <button type="button" className="button" disabled={act.run.isPending} onClick={() => act.start(() => send('PATCH', path, { active: !active }))}>
          {t(active ? 'hooks.switchOff' : 'hooks.switchOn')}
        </button>
        <button type="button" className="button danger" onClick={() => setOpen('deletion')}>{t('agents.delete')}</button>
      </div>
      {test.run.error && <Refusal error={test.run.error} />}
      {act.run.error && open !== 'deletion' && <Refusal error={act.run.error} />}
      {editing && (
        <WebhookForm saved={webhook} button={t('form.save')} save={async (wanted) => {
          await send('PATCH', path, wanted);
          await readSettingsAnew();
          setEditing(false);
        }} />
      )}
      {open === 'log' && <Deliveries webhook={id} />}
      {open === 'rotation' && (
        <ConfirmDialog title={t('hooks.rotateTitle')} button={t('hooks.rotate')} error={rotation.run.error} pending={rotation.run.isPending}
          confirm={() => rotation.start(undefined)} close={close}>
          <p>{t('hooks.rotateText')}</p>
        </ConfirmDialog>
      )}
      {open === 'deletion' && (
        <ConfirmDialog title={t('hooks.deleteTitle')} button={t('agents.delete')} error={act.run.error} pending={act.run.isPending}
          confirm={() => act.start(() => send('DELETE', path))} close={close}>
          <p>{t('hooks.deleteText')}</p>
        </ConfirmDialog>
      )}
    </article>
  );
}

function State({ webhook: { active, failingSince } }: { webhook: Webhook }): ReactElement {
  const { t } = useTranslation();
  if (!active) return <span className="chip bad">{t('hooks.off')}</span>;
  return failingSince === null ? <span className="chip good">{t('hooks.on')}</span> : <span className="chip bad">{t('hooks.failing')}</span>;
}

function Standing({ webhook: { off, offAt, failingSince, lastSuccessAt, oldSecretUntil, waiting } }: { webhook: Webhook }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  return (
    <>
      {off !== null && offAt !== null && <p className="note bad">{t(`hooks.off.${off}`, { at: format.moment(offAt) })}</p>}
      {off === null && failingSince !== null && <p className="note bad">{t('hooks.failingSince', { at: format.moment(failingSince) })}</p>}
      <p className="quiet">
        {lastSuccessAt === null ? t('hooks.neverWorked') : t('hooks.lastWorked', { at: format.moment(lastSuccessAt) })}
        {waiting > 0 && ` · ${t('hooks.waiting', { count: format.count(waiting) })}`}
        {oldSecretUntil !== null && Date.parse(oldSecretUntil) > now && ` · ${t('hooks.oldSecret', { at: format.moment(oldSecretUntil) })}`}
      </p>
    </>
  );
}
