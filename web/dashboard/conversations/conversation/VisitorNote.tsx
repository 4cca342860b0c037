import { Button } from '@mantine/core';
import type { VisitorCard } from '@nightbell/api';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Refusal } from '../../settings/form/SaveBar.tsx';
import { useAction } from '../../settings/form/useAction.ts';
import { send } from '../../shared/api.ts';
import { useFormat, useMe } from '../../shared/me.ts';
import { keys, queryClient } from '../../shared/queries.ts';
import { useKept } from '../../shared/useKept.ts';
import { readNoteDraft } from './visitor.ts';

/** The contract's limit of a note, in UTF-16 units at most. */
const NoteMax = 4_000;

interface Props {
  visitor: string;
  conversation: string;
  note: VisitorCard['note'];
}

/** What colleagues tell each other. What is half-written stays in this browser until it is saved. */
export function VisitorNote({ visitor, conversation, note }: Props): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const me = useMe();
  const [kept, keep] = useKept(`note:${me.id}:${visitor}`);
  const draft = readNoteDraft(kept);
  const saved = note?.text ?? '';
  const upon = note?.at ?? '';
  const text = draft?.text ?? saved;
  const changed = draft !== undefined && draft.text !== saved;
  const { run, submit } = useAction(async (sent: string) => {
    await send('PUT', `/api/visitors/${encodeURIComponent(visitor)}/note`, { text: sent });
    await queryClient.invalidateQueries({ queryKey: keys.visitor(conversation) });
    keep(undefined);
  });
  return (
    <form className="visitor-note" noValidate onSubmit={(event) => submit(event, text)}>
      <label htmlFor="visitor-note">{t('visitor.note')}</label>
      <textarea id="visitor-note" rows={2} dir="auto" maxLength={NoteMax} value={text} readOnly={run.isPending} aria-describedby="visitor-note-hint"
        onChange={({ currentTarget: { value } }) => keep(value === saved ? undefined : JSON.stringify({ text: value, upon: draft?.upon ?? upon }))} />
      <p className="hint" id="visitor-note-hint">{note ? t('visitor.noteBy', { name: note.by, at: format.moment(note.at) }) : t('visitor.noteHint')}</p>
      {changed && draft.upon !== upon && (
        <p className="note bell" role="status">{t('visitor.noteMeanwhile')} <span dir="auto">{saved}</span></p>
      )}
      {run.error && <Refusal error={run.error} />}
      {changed && (
        <div className="row">
          <Button type="submit" size="xs" loading={run.isPending}>{t('form.save')}</Button>
          <button type="button" className="button" onClick={() => {
            keep(undefined);
            run.reset();
          }}>{t('form.discard')}</button>
        </div>
      )}
    </form>
  );
}
