import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { TestMailButton } from '../mail/TestMailButton.tsx';
import { InviteForm } from '../settings/agents/InviteForm.tsx';
import { relayQuery, widgetQuery } from '../settings/data.ts';
import { Loaded } from '../settings/form/Loaded.tsx';
import { RelayForm } from '../settings/mail/RelayForm.tsx';
import { CodeToPaste } from '../settings/widget/CodeToPaste.tsx';
import { useMe } from '../shared/me.ts';
import '../settings/widget/widget.css';

/** Where a step is found again. */
function Later({ to, name }: { to: '/settings/widget' | '/settings/mail' | '/settings/agents'; name: string }): ReactElement {
  const { t } = useTranslation();
  return <p className="hint">{t('start.later')} <Link to={to}>{t('settings')} → {name}</Link></p>;
}

export function WidgetStep(): ReactElement {
  const { t } = useTranslation();
  const widget = useQuery(widgetQuery);
  return (
    <>
      <p>{t('start.widget.text')}</p>
      <Loaded query={widget}>{(settings) => <CodeToPaste widgetKey={settings.key} />}</Loaded>
      <Later to="/settings/widget" name={t('widget.title')} />
    </>
  );
}

export function MailStep(): ReactElement {
  const { t } = useTranslation();
  const { email } = useMe();
  const relay = useQuery(relayQuery);
  return (
    <>
      <p>{t('start.mail.text')}</p>
      <Loaded query={relay}>{(saved) => <RelayForm saved={saved} />}</Loaded>
      <section className="card" aria-labelledby="test-mail">
        <h3 id="test-mail">{t('relay.try')}</h3>
        <p className="hint">{t('relay.tryHint', { email })}</p>
        <TestMailButton />
      </section>
      <Later to="/settings/mail" name={t('relay.title')} />
    </>
  );
}

export function ColleaguesStep(): ReactElement {
  const { t } = useTranslation();
  return (
    <>
      <p>{t('start.colleagues.text')}</p>
      <InviteForm />
      <Later to="/settings/agents" name={t('agents.title')} />
    </>
  );
}

export function ReadyStep(): ReactElement {
  const { t } = useTranslation();
  return (
    <ul className="ready">
      <li>{t('start.ready.write')}</li>
      <li>{t('start.ready.answer')}</li>
      <li>{t('start.ready.away')} <Link to="/settings/notifications">{t('settings')} → {t('notify.title')}</Link></li>
    </ul>
  );
}
