import type { CannedAnswer } from '@nightbell/api';
import { useId, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../shared/api.ts';
import { useMe } from '../../shared/me.ts';
import { readSettingsAnew } from '../data.ts';
import { ConfirmDialog } from '../form/ConfirmDialog.tsx';
import { useAction } from '../form/useAction.ts';
import { CannedForm } from './CannedForm.tsx';
import '../agents/agents.css';
import './canned.css';

/** A canned answer as it is kept, its places still in it. */
export function CannedCard({ answer }: { answer: CannedAnswer }): ReactElement {
  const { t } = useTranslation();
  const full = useMe().access === 'full';
  const heading = useId();
  const [open, setOpen] = useState<'editor' | 'deletion'>();
  const card = useRef<HTMLElement>(null);
  const path = `/api/canned-answers/${answer.id}`;
  const name = `/${answer.shortcut}`;
  const close = (): void => {
    setOpen(undefined);
    requestAnimationFrame(() => card.current?.querySelector<HTMLElement>('.row > button')?.focus());
  };
  const change = async (_: unknown, patch: object): Promise<void> => {
    await send('PATCH', path, patch);
    await readSettingsAnew();
    close();
  };
  const deletion = useAction(async () => {
    await send('DELETE', path);
    await readSettingsAnew();
  }, close);
  return (
    <article className="card agent" aria-labelledby={heading} ref={card}>
      <h2 id={heading} dir="auto">{name}</h2>
      {open !== 'editor' && <p className="canned-text" dir="auto">{answer.text}</p>}
      {full && open !== 'editor' && (
        <div className="row">
          <button type="button" className="button" aria-label={t('groups.changeWhich', { name })} onClick={() => setOpen('editor')}>{t('agents.change')}</button>
          <button type="button" className="button danger" aria-label={t('groups.deleteWhich', { name })} onClick={() => setOpen('deletion')}>{t('agents.delete')}</button>
        </div>
      )}
      {open === 'editor' && (
        <>
          <CannedForm answer={answer} save={change} />
          <div><button type="button" className="link" onClick={close}>{t('close')}</button></div>
        </>
      )}
      {open === 'deletion' && (
        <ConfirmDialog title={t('canned.deleteTitle', { name })} button={t('canned.deleteButton')} error={deletion.run.error}
          pending={deletion.run.isPending} confirm={() => deletion.start(undefined)} close={close}>
          <p>{t('canned.deleteText')}</p>
        </ConfirmDialog>
      )}
    </article>
  );
}
