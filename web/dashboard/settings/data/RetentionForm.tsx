import { NumberInput } from '@mantine/core';
import type { Retention } from '@nightbell/api';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../shared/api.ts';
import { readSettingsAnew, retentionPath, retentionQuery } from '../data.ts';
import { Loaded } from '../form/Loaded.tsx';
import { SaveBar } from '../form/SaveBar.tsx';
import { useSettingsForm } from '../form/useSettingsForm.ts';

/** For how many days what is kept. */
export function RetentionForm(): ReactElement {
  return <Loaded query={useQuery(retentionQuery)}>{(saved) => <Form saved={saved} />}</Loaded>;
}

function Form({ saved }: { saved: Retention }): ReactElement {
  const { t } = useTranslation();
  const form = useSettingsForm<Retention>(saved, async (value) => {
    await send('PUT', retentionPath, value);
    await readSettingsAnew();
  });
  const { value: { conversationsDays, logsDays }, change, errors, submit } = form;
  const days = (value: string | number): number | null => (typeof value === 'number' ? value : null);
  return (
    <form noValidate className="card" aria-labelledby="retention" onSubmit={submit}>
      <h2 id="retention">{t('data.retention')}</h2>
      <p className="quiet">{t('data.retentionAbout')}</p>
      <div className="two">
        <NumberInput label={t('data.conversations')} description={t('data.conversationsHint')} min={7} max={3650} allowDecimal={false} clampBehavior="none" placeholder={t('data.forEver')}
          value={conversationsDays ?? ''} error={errors['conversationsDays']} onChange={(value) => change({ conversationsDays: days(value) })} />
        <NumberInput label={t('data.logs')} description={t('data.logsHint')} min={7} max={3650} allowDecimal={false} clampBehavior="none" placeholder={t('data.forEver')}
          value={logsDays ?? ''} error={errors['logsDays']} onChange={(value) => change({ logsDays: days(value) })} />
      </div>
      <SaveBar form={form} />
    </form>
  );
}
