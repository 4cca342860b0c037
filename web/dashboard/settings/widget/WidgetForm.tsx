import { NativeSelect, Switch, Textarea } from '@mantine/core';
import type { WidgetSettings } from '@nightbell/api';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../shared/api.ts';
import { useMe } from '../../shared/me.ts';
import { queryClient } from '../../shared/queries.ts';
import { nameOfLanguage } from '../../shared/texts.ts';
import { readSettingsAnew, widgetPath, widgetQuery } from '../data.ts';
import { FullAccessOnly } from '../form/FullAccessOnly.tsx';
import { SaveBar } from '../form/SaveBar.tsx';
import { useSettingsForm } from '../form/useSettingsForm.ts';
import { AutomaticTexts } from './AutomaticTexts.tsx';
import { CodeToPaste } from './CodeToPaste.tsx';
import { ColorField } from './ColorField.tsx';
import { IdentityCard } from './IdentityCard.tsx';
import { sitesOf, widgetLanguages } from './site.ts';
import { WidgetPreview } from './WidgetPreview.tsx';

const asked = ['email', 'name', 'phone', 'group', 'always'] as const;

async function save(widget: WidgetSettings): Promise<void> {
  queryClient.setQueryData(widgetQuery.queryKey, await send<WidgetSettings>('PUT', widgetPath, { ...widget, allowedSites: sitesOf(widget.allowedSites) }));
  await readSettingsAnew();
}

/** What can be set of the widget, beside how that looks. */
export function WidgetForm({ saved }: { saved: WidgetSettings }): ReactElement {
  const { t } = useTranslation();
  const { access, account } = useMe();
  const form = useSettingsForm(saved, save);
  const { value, change, errors } = form;
  const sites = sitesOf(value.allowedSites);
  const wrongSites = Object.entries(errors).filter(([path]) => path.startsWith('allowedSites'))
    .map(([path, rule]) => `${sites[Number(/\[(\d+)\]/.exec(path)?.[1] ?? Number.NaN)] ?? ''} ${rule}`.trim());
  return (
    <div className="widget-settings">
      <form noValidate className="card" onSubmit={form.submit} aria-labelledby="widget-form">
        <h2 id="widget-form">{t('widget.look')}</h2>
        <FullAccessOnly>
          <div className="two">
            <ColorField value={value.color} error={errors['color']} onChange={(color) => change({ color })} />
            <NativeSelect label={t('language')} description={t('widget.languageHint')} value={value.locale} error={errors['locale']}
              data={widgetLanguages.map((code) => ({ value: code, label: nameOfLanguage(code) }))} onChange={({ currentTarget }) => change({ locale: currentTarget.value })} />
          </div>
          <fieldset className="group">
            <legend>{t('widget.form')}</legend>
            <p className="hint">{t('widget.formHint')}</p>
            {asked.map((field) => (
              <Switch key={field} label={t(`widget.ask.${field}`)} disabled={field === 'always' && !value.form.email} checked={value.form[field]}
                {...(field === 'email' ? { description: t('widget.ask.emailHint') } : {})}
                {...(field === 'group' && !account.features.includes('groups') ? { description: t('widget.ask.groupHint') } : {})}
                {...(field === 'always' && !account.features.includes('form_while_online') ? { description: t('widget.ask.alwaysHint') } : {})}
                onChange={({ currentTarget }) => change({ form: { ...value.form, [field]: currentTarget.checked } })} />
            ))}
          </fieldset>
          <AutomaticTexts settings={value} errors={errors} change={(automatic) => change({ automatic })} />
          <fieldset className="group">
            <legend>{t('widget.may')}</legend>
            {([['files', 'widget.mayFiles'], ['rating', 'widget.mayRate'], ['transcript', 'widget.mayTranscript']] as const).map(([name, label]) => (
              <Switch key={name} label={t(label)} checked={value[name]} onChange={({ currentTarget }) => change({ [name]: currentTarget.checked })} />
            ))}
            <Switch label={t('widget.consent')} description={t('widget.consentHint')} checked={value.consent.needed}
              onChange={({ currentTarget }) => change({ consent: { needed: currentTarget.checked } })} />
          </fieldset>
          <Textarea label={t('widget.sites')} description={t('widget.sitesHint')} rows={4} placeholder="https://shop.example" value={value.allowedSites.join('\n')}
            error={wrongSites.length > 0 ? wrongSites.join(' ') : undefined} onChange={({ currentTarget }) => change({ allowedSites: currentTarget.value.split('\n') })} />
        </FullAccessOnly>
        {access === 'full' && <SaveBar form={form} />}
      </form>
      <div className="side">
        <WidgetPreview settings={value} />
        <CodeToPaste widgetKey={saved.key} />
        {access === 'full' && <IdentityCard />}
      </div>
    </div>
  );
}
