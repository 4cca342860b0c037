import { getRouteApi, Link } from '@tanstack/react-router';
import { useEffect, useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../shared/me.ts';
import { FullAccessPage } from '../settings/form/FullAccessPage.tsx';
import { ColleaguesStep, MailStep, ReadyStep, WidgetStep } from './steps.tsx';
import { startSteps, type StartStep } from './startSteps.ts';
import './setup.css';

const route = getRouteApi('/start');

const bodies: Readonly<Record<StartStep, () => ReactElement>> = { widget: WidgetStep, mail: MailStep, colleagues: ColleaguesStep, ready: ReadyStep };

/** What a new account needs until visitors are answered, step by step. Each may be skipped, and is found again in the settings. */
export function StartPage(): ReactElement {
  return <FullAccessPage title="start.title"><Steps /></FullAccessPage>;
}

function Steps(): ReactElement {
  const { t } = useTranslation();
  const { name } = useMe();
  const { step = 'widget' } = route.useSearch();
  const at = startSteps.indexOf(step);
  const [before, after] = [startSteps[at - 1], startSteps[at + 1]];
  const Body = bodies[step];
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(step);
  useEffect(() => {
    // Whoever goes on by keyboard or ear begins at the new step.
    if (shown.current !== step) heading.current?.focus();
    shown.current = step;
  }, [step]);
  return (
    <>
      <p>{t('start.text', { name })}</p>
      <nav aria-label={t('start.steps')}>
        <ol className="start-steps">
          {startSteps.map((one, index) => (
            <li key={one} className={index < at ? 'past' : ''}>
              <Link to="/start" search={{ step: one }} aria-current={one === step ? 'page' : undefined}>{t(`start.${one}`)}</Link>
            </li>
          ))}
        </ol>
      </nav>
      <h2 ref={heading} tabIndex={-1}>{t(`start.${step}.title`)}</h2>
      <Body />
      <div className="row">
        {before && <Link className="button" to="/start" search={{ step: before }}>{t('start.back')}</Link>}
        {after && <Link className="button main" to="/start" search={{ step: after }}>{t('start.next')}</Link>}
        {!after && <Link className="button main" to="/">{t('toConversations')}</Link>}
      </div>
    </>
  );
}
