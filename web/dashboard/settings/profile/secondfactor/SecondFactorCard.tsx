import type { NewSecondFactor, SecondFactor } from '@nightbell/api';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../../shared/api.ts';
import { useFormat } from '../../../shared/me.ts';
import { keys, queryClient } from '../../../shared/queries.ts';
import { Loaded } from '../../form/Loaded.tsx';
import { Enrolment } from './Enrolment.tsx';
import { PasswordStep } from './PasswordStep.tsx';
import { RecoveryCodes } from './RecoveryCodes.tsx';
import './secondFactor.css';

const path = '/api/me/second-factor';
const secondFactorQuery = queryOptions({ queryKey: [...keys.settings, 'second-factor'], queryFn: () => send<SecondFactor>('GET', path) });

type Doing =
  | { what: 'beginning' | 'renewing' | 'ending' }
  | { what: 'enrolling'; secret: NewSecondFactor }
  | { what: 'keeping'; codes: readonly string[] };

/** Signing in asks for a code of my phone, too. */
export function SecondFactorCard(): ReactElement {
  const { t } = useTranslation();
  const state = useQuery(secondFactorQuery);
  const [doing, setDoing] = useState<Doing>();
  const stop = (): void => setDoing(undefined);
  const keep = (codes: readonly string[]): void => {
    setDoing({ what: 'keeping', codes });
    void queryClient.invalidateQueries({ queryKey: secondFactorQuery.queryKey });
  };
  return (
    <section className="card" aria-labelledby="second-factor">
      <h2 id="second-factor">{t('secondFactor.title')}</h2>
      <p className="hint">{t('secondFactor.text')}</p>
      <Loaded query={state}>{(now) => <State now={now} idle={!doing} start={(what) => setDoing({ what })} />}</Loaded>
      {doing?.what === 'beginning' && (
        <PasswordStep title={t('secondFactor.begin')} button={t('secondFactor.continue')} cancel={stop}
          act={async (password) => setDoing({ what: 'enrolling', secret: await send<NewSecondFactor>('POST', path, { password }) })} />
      )}
      {doing?.what === 'enrolling' && <Enrolment secret={doing.secret} confirmed={keep} cancel={stop} />}
      {doing?.what === 'renewing' && (
        <PasswordStep title={t('secondFactor.renew')} button={t('secondFactor.renew')} cancel={stop}
          act={async (password) => keep((await send<{ recoveryCodes: string[] }>('POST', `${path}/recovery-codes`, { password })).recoveryCodes)} />
      )}
      {doing?.what === 'ending' && (
        <PasswordStep title={t('secondFactor.turnOff')} button={t('secondFactor.turnOff')} cancel={stop}
          act={async (password) => {
            await send('POST', `${path}/removal`, { password });
            await queryClient.invalidateQueries({ queryKey: keys.settings });
            stop();
          }} />
      )}
      {doing?.what === 'keeping' && <RecoveryCodes codes={doing.codes} done={stop} />}
    </section>
  );
}

function State({ now, idle, start }: { now: SecondFactor; idle: boolean; start: (what: 'beginning' | 'renewing' | 'ending') => void }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const few = now.enabled && now.recoveryCodesLeft <= 2;
  return (
    <>
      <p>{now.since ? t('secondFactor.on', { since: format.moment(now.since) }) : t('secondFactor.off')}</p>
      {now.enabled && <p className={few ? 'note bell' : ''}>{t('secondFactor.left', { left: now.recoveryCodesLeft })}</p>}
      {idle && (
        <div className="row">
          {!now.enabled && <button type="button" className="button" onClick={() => start('beginning')}>{t('secondFactor.begin')}</button>}
          {now.enabled && <button type="button" className="button" onClick={() => start('renewing')}>{t('secondFactor.renew')}</button>}
          {now.enabled && <button type="button" className="button danger" onClick={() => start('ending')}>{t('secondFactor.turnOff')}</button>}
        </div>
      )}
    </>
  );
}
