import { Button } from '@mantine/core';
import type { DomainCheck, Finding } from '@nightbell/api';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../shared/api.ts';
import { CopyButton } from '../form/CopyButton.tsx';
import { sentenceOf } from '../form/errors.ts';
import { useAction } from '../form/useAction.ts';
import { relayPath } from '../data.ts';

const severities = { ok: ['good', 'relay.ok'], warning: ['bell', 'relay.warning'], problem: ['bad', 'relay.problem'] } as const;

/** Looks at the sending domain as recipients' servers do, with the exact records that would mend it. */
export function DomainCheckCard(): ReactElement {
  const { t } = useTranslation();
  const [check, setCheck] = useState<DomainCheck>();
  const look = useAction(async () => setCheck(await send<DomainCheck>('GET', `${relayPath}/domain`)));
  return (
    <section className="card" aria-labelledby="domain-check">
      <h2 id="domain-check">{t('relay.domain')}</h2>
      <p className="hint">{t('relay.domainHint')}</p>
      <div><Button variant="default" loading={look.run.isPending} onClick={() => look.start(undefined)}>{t('relay.look')}</Button></div>
      <div aria-live="polite" className="said-parts">
        {look.run.error && <p className="note bad">{sentenceOf(look.run.error)}</p>}
        {check && !look.run.error && (
          <>
            <h3>{check.domain}</h3>
            <ul className="findings">{check.findings.map((finding, at) => <li key={at}><FindingCard finding={finding} /></li>)}</ul>
          </>
        )}
      </div>
    </section>
  );
}

function FindingCard({ finding: { severity, text, advice, record } }: { finding: Finding }): ReactElement {
  const { t } = useTranslation();
  const [colour, label] = severities[severity];
  return (
    <div className="finding">
      <p><span className={`chip ${colour}`}>{t(label)}</span> {text}</p>
      {severity !== 'ok' && <p className="quiet">{advice}</p>}
      {record && (
        <>
          <dl className="record">
            <dt>{t('relay.type')}</dt><dd><code>{record.type}</code></dd>
            <dt>{t('relay.name')}</dt><dd><code>{record.name}</code></dd>
            <dt>{t('relay.value')}</dt><dd><code>{record.value}</code></dd>
            {record.replaces && <><dt>{t('relay.replaces')}</dt><dd><code>{record.replaces}</code></dd></>}
          </dl>
          <div className="row">
            <CopyButton text={record.value} name={t('relay.value')} />
            <CopyButton text={record.zoneLine} name={t('relay.zoneLine')} label={t('relay.copyZoneLine')} />
          </div>
        </>
      )}
    </div>
  );
}
