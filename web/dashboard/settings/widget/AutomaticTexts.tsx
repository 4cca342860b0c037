import { NativeSelect, Switch, Textarea } from '@mantine/core';
import type { WidgetConfig, WidgetSettings } from '@nightbell/api';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../shared/api.ts';
import { nameOfLanguage } from '../../shared/texts.ts';
import { spoken, withText } from './automatic.ts';

const kinds = ['offline', 'busy'] as const;
const titles = { offline: 'widget.automaticOffline', busy: 'widget.automaticBusy' } as const;
const TextMax = 1_000;

interface Edited {
  settings: WidgetSettings;
  errors: Readonly<Record<string, string>>;
  change: (automatic: WidgetSettings['automatic']) => void;
}

/** What the chat says by itself: whether, and in the account's own words for each language. */
export function AutomaticTexts({ settings: { automatic, key, locale }, errors, change }: Edited): ReactElement {
  const { t } = useTranslation();
  const [language, setLanguage] = useState(locale);
  // What comes with the language stands where nothing is written.
  const { data: config } = useQuery({
    queryKey: ['widget-config', key, language],
    queryFn: () => send<WidgetConfig>('GET', `/widget/v1/${encodeURIComponent(key)}?lang=${encodeURIComponent(language)}`),
  });
  return (
    <fieldset className="group">
      <legend>{t('widget.automatic')}</legend>
      <p className="hint">{t('widget.automaticHint')}</p>
      <NativeSelect label={t('widget.automaticLanguage')} value={language} onChange={({ currentTarget }) => setLanguage(currentTarget.value)}
        data={spoken.map((code) => ({ value: code, label: nameOfLanguage(code) }))} />
      {kinds.map((kind) => (
        <div key={kind} className="automatic">
          <Switch label={t(titles[kind])} checked={automatic[kind].on}
            onChange={({ currentTarget }) => change({ ...automatic, [kind]: { ...automatic[kind], on: currentTarget.checked } })} />
          {automatic[kind].on && (
            <Textarea aria-label={`${t(titles[kind])}, ${nameOfLanguage(language)}`} autosize minRows={2} maxLength={TextMax} dir="auto" lang={language}
              value={automatic[kind].texts?.[language] ?? ''} error={errors[`automatic.${kind}.texts.${language}`]}
              placeholder={config?.texts[kind === 'offline' ? 'automaticOffline' : 'automaticBusy'] ?? ''}
              onChange={({ currentTarget }) => change({ ...automatic, [kind]: withText(automatic[kind], language, currentTarget.value) })} />
          )}
        </div>
      ))}
    </fieldset>
  );
}
