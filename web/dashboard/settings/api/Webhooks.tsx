import { TextInput } from '@mantine/core';
import type { NewWebhook, Webhook } from '@nightbell/api';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../shared/api.ts';
import { maybeText } from '../../shared/texts.ts';
import { readSettingsAnew, webhooksQuery } from '../data.ts';
import { Loaded } from '../form/Loaded.tsx';
import { SaveBar } from '../form/SaveBar.tsx';
import { useSettingsForm } from '../form/useSettingsForm.ts';
import { Checks } from './Checks.tsx';
import { webhookEvents } from './choices.ts';
import { Secret } from './Secret.tsx';
import { WebhookCard } from './WebhookCard.tsx';
import '../agents/agents.css';

/** Where programs are told what happens. */
export function Webhooks(): ReactElement {
  const { t } = useTranslation();
  return (
    <section className="agents" aria-labelledby="webhooks">
      <h2 id="webhooks">{t('hooks.title')}</h2>
      <p className="quiet">{t('hooks.about')}</p>
      <Loaded query={useQuery(webhooksQuery)}>
        {(webhooks) => (webhooks.length === 0 ? <p className="note">{t('hooks.none')}</p> : (
          <>{webhooks.map((webhook) => <WebhookCard key={webhook.id} webhook={webhook} />)}</>
        ))}
      </Loaded>
      <NewHook />
    </section>
  );
}

type Wanted = Pick<Webhook, 'url' | 'events'>;

const nothing: Wanted = { url: '', events: [] };

function NewHook(): ReactElement {
  const { t } = useTranslation();
  const [made, setMade] = useState<NewWebhook>();
  return (
    <section className="card" aria-labelledby="new-hook">
      <h3 id="new-hook">{t('hooks.new')}</h3>
      {made?.secret && <Secret key={made.id} name={made.url} text={made.secret} hint={t('hooks.secretOnce')} close={() => setMade(undefined)} />}
      <WebhookForm saved={nothing} button={t('hooks.make')} save={async (wanted) => {
        setMade(await send<NewWebhook>('POST', '/api/webhooks', wanted));
        void readSettingsAnew();
      }} />
    </section>
  );
}

/** An address and what it is told. */
export function WebhookForm({ saved, button, save }: { saved: Wanted; button: string; save: (wanted: Wanted) => Promise<unknown> }): ReactElement {
  const { t } = useTranslation();
  const form = useSettingsForm<Wanted>({ url: saved.url, events: saved.events }, ({ url, events }) => save({ url: url.trim(), events }));
  const { value: { url, events }, change, errors } = form;
  return (
    <form noValidate className="editor" onSubmit={form.submit}>
      <TextInput label={t('hooks.url')} description={t('hooks.urlHint')} type="url" inputMode="url" maxLength={2000} autoComplete="off" spellCheck={false}
        placeholder="https://" value={url} error={errors['url']} onChange={({ currentTarget }) => change({ url: currentTarget.value })} />
      <Checks legend={t('hooks.events')} choices={webhookEvents.map((value) => ({ value, label: maybeText(`told.${value}`) ?? value }))} chosen={events}
        error={errors['events']} change={(chosen) => change({ events: chosen })} />
      <SaveBar form={form} label={button} />
    </form>
  );
}
