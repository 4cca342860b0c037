import { Button } from '@mantine/core';
import type { DomainCheck, Finding } from '@nightbell/api';
import { useMutation } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../settings/form/CopyButton.tsx';
import { send, words } from '../shared/api.ts';
import './mail.css';

/** Looks at the sending domain as others see it: SPF, DKIM, DMARC, and the record that would mend what is wrong. */
export function DomainButton(): ReactElement {
  const { t } = useTranslation();
  const { mutate, isPending, data, error } = useMutation({
    meta: { saysItself: true },
    mutationFn: () => send<DomainCheck>('GET', '/api/settings/mail/domain'),
  });
  return (
    <div className="try">
      <Button variant="default" size="xs" loading={isPending} onClick={() => mutate()}>{t('relay.domain')}</Button>
      <div aria-live="polite">
        {error && <p className="note bad">{words(error)}</p>}
        {data && <><h3>{data.domain}</h3><ul className="notices">{data.findings.map((finding, index) => <li key={index}><FindingCard finding={finding} /></li>)}</ul></>}
      </div>
    </div>
  );
}

const severities = { ok: ['good', 'relay.ok', 'send'], warning: ['bell', 'relay.warning', 'wait'], problem: ['bad', 'relay.problem', 'stop'] } as const;

function FindingCard({ finding: { severity, text, advice, record } }: { finding: Finding }): ReactElement {
  const { t } = useTranslation();
  const [colour, label, border] = severities[severity];
  const parts: [string, string | null][] = record
    ? [[t('relay.name'), record.name], [t('relay.type'), record.type], [t('relay.value'), record.value], [t('relay.replaces'), record.replaces]] : [];
  return (
    <div className={`notice ${border}`}>
      <p><span className={`chip ${colour}`}>{t(label)}</span> {text}</p>
      {severity !== 'ok' && <p className="hint">{advice}</p>}
      {record && (
        <>
          <dl className="evidence">{parts.map(([what, value]) => value !== null && <div key={what}><dt>{what}</dt><dd><code>{value}</code></dd></div>)}</dl>
          <div className="row">
            <CopyButton text={record.value} name={t('relay.value')} />
            <CopyButton text={record.zoneLine} name={t('relay.zoneLine')} label={t('relay.copyZoneLine')} />
          </div>
        </>
      )}
    </div>
  );
}
