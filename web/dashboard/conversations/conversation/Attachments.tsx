import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../shared/me.ts';
import { detach, send, type Attachment } from './attachments.ts';

/** The files that go with the next answer: how far they are, and what became of those that did not go. */
export function Attachments({ place, attachments }: { place: string; attachments: readonly Attachment[] }): ReactElement | null {
  const { t } = useTranslation();
  const format = useFormat();
  if (attachments.length === 0) return null;
  return (
    <ul className="attachments" aria-label={t('files.toSend')}>
      {attachments.map((one) => (
        <li key={one.id} className={one.failed === undefined ? '' : 'failed'}>
          <span dir="auto">{one.name}</span> <span className="quiet">{format.size(one.size)}</span>
          {one.failed === undefined && !one.item && <progress max={1} value={one.progress} aria-label={t('files.sending', { name: one.name })} />}
          {one.failed !== undefined && (
            <span role="alert">{one.failed}{one.again && <> <button type="button" className="link" onClick={() => void send(place, one)}>{t('retry')}</button></>}</span>
          )}
          <button type="button" className="plain" aria-label={t('files.remove', { name: one.name })} onClick={() => detach(place, one.id)}>×</button>
        </li>
      ))}
    </ul>
  );
}
