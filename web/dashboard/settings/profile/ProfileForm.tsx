import { NativeSelect, TextInput } from '@mantine/core';
import type { Me } from '@nightbell/api';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../shared/api.ts';
import { readSentencesAnew, setMe, useMe } from '../../shared/me.ts';
import { languages, nameOfLanguage, rememberLanguage, toLanguage } from '../../shared/texts.ts';
import { SaveBar } from '../form/SaveBar.tsx';
import { useSettingsForm } from '../form/useSettingsForm.ts';
import { ZoneSelect } from '../time/ZoneSelect.tsx';

/** What visitors and colleagues call me, and how I am told things. */
export function ProfileForm(): ReactElement {
  const { t } = useTranslation();
  const me = useMe();
  const form = useSettingsForm({ name: me.name, locale: toLanguage(me.locale) ?? me.locale, timeZone: me.timeZone }, async (_, patch) => {
    if (patch.locale) rememberLanguage(patch.locale);
    setMe(await send<Me>('PATCH', '/api/me', patch));
    await readSentencesAnew();
  });
  const { value, change, errors } = form;
  return (
    <form noValidate className="card" onSubmit={form.submit} aria-labelledby="about-me">
      <h2 id="about-me">{t('profile.about')}</h2>
      <div className="two">
        <TextInput label={t('profile.name')} description={t('profile.nameHint')} autoComplete="name" maxLength={100} value={value.name} error={errors['name']}
          onChange={({ currentTarget }) => change({ name: currentTarget.value })} />
        <NativeSelect label={t('language')} description={t('profile.languageHint')} value={value.locale} error={errors['locale']}
          data={languages.map((code) => ({ value: code, label: nameOfLanguage(code) }))} onChange={({ currentTarget }) => change({ locale: currentTarget.value })} />
        <ZoneSelect value={value.timeZone} error={errors['timeZone']} onChange={(timeZone) => change({ timeZone })} />
      </div>
      <SaveBar form={form} />
    </form>
  );
}
