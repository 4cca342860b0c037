import type { WidgetConfig, WidgetSettings } from '@nightbell/api';
import { inkFor } from '@nightbell/widget/colour';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState, type CSSProperties, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../shared/api.ts';
import { useMe } from '../../shared/me.ts';
import { saidIn } from './automatic.ts';

const fields = ['name', 'email', 'phone'] as const;

/**
 * How the chat would look with what is set here and not saved yet. It is drawn, not framed: no page of ours lets itself be framed,
 * and a picture writes no visitors into the account.
 */
export function WidgetPreview({ settings }: { settings: WidgetSettings }): ReactElement {
  const { t } = useTranslation();
  const [online, setOnline] = useState(false);
  const { data: config } = useQuery({
    queryKey: ['widget-config', settings.key, settings.locale],
    queryFn: () => send<WidgetConfig>('GET', `/widget/v1/${encodeURIComponent(settings.key)}?lang=${encodeURIComponent(settings.locale)}`),
    placeholderData: keepPreviousData,
  });
  const { colour, ink } = inkFor(settings.color);
  const style = { '--colour': colour, '--on-colour': ink } as CSSProperties;
  return (
    <section className="card" aria-labelledby="widget-preview">
      <h2 id="widget-preview">{t('widget.preview')}</h2>
      <div className="toggle" role="group" aria-label={t('widget.preview')}>
        {[false, true].map((value) => (
          <button key={String(value)} type="button" className="button" aria-pressed={online === value} onClick={() => setOnline(value)}>
            {t(value ? 'widget.whileOnline' : 'widget.whileOffline')}
          </button>
        ))}
      </div>
      {config && (
        <div className="stage" style={style} role="img" aria-label={t('widget.previewText', { name: config.name, greeting: config.texts[online ? 'greetingOnline' : 'greetingOffline'] ?? '' })}>
          <Chat config={config} settings={settings} online={online} />
        </div>
      )}
    </section>
  );
}

/** The panel as visitors see it, without anything that can be used. */
function Chat({ config: { name, texts, groups, locale }, settings, online }: { config: WidgetConfig; settings: WidgetSettings; online: boolean }): ReactElement {
  const { t } = useTranslation();
  const { features } = useMe().account;
  const { form, automatic, files } = settings;
  const asks = form.email && (!online || (form.always && features.includes('form_while_online')));
  const said = saidIn(automatic[online ? 'busy' : 'offline'], locale, texts[online ? 'automaticBusy' : 'automaticOffline']);
  return (
    <>
      <div className="chat" lang={locale}>
        <div className="chat-head"><strong>{name}</strong><span className={online ? 'on' : ''}>{texts[online ? 'online' : 'offline']}</span></div>
        <div className="chat-log"><p>{texts[online ? 'greetingOnline' : 'greetingOffline']}</p>{said !== undefined && <><p className="mine" dir="auto">{t('widget.sampleQuestion')}</p><p dir="auto">{said}</p></>}</div>
        <div className="chat-form">
          {form.group && groups.length > 0 && <span className="chat-field">{texts['group']}<i /></span>}
          {asks && fields.filter((field) => form[field]).map((field) => <span key={field} className="chat-field">{texts[field]}<i /></span>)}
          <span className="chat-write" data-files={files}>{files && <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M20 11.5 12 19.4a5 5 0 0 1-7.1-7.1l8-8a3.3 3.3 0 0 1 4.8 4.7l-8 8a1.7 1.7 0 0 1-2.4-2.4l7.4-7.3" /></svg>}<i>{texts['writeHere']}</i><b>➤</b></span>
        </div>
      </div>
      <span className={`chat-launcher ${online ? 'on' : ''}`}>
        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 3a6 6 0 0 0-6 6c0 5-2 6-2 7h16c0-1-2-2-2-7a6 6 0 0 0-6-6ZM10 19a2 2 0 0 0 4 0" /></svg>
      </span>
    </>
  );
}
