import { Button } from '@mantine/core';
import { FilesMax } from '@nightbell/api/upload';
import { useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../shared/api.ts';
import { isComposing } from '../../shared/composing.ts';
import { useMe } from '../../shared/me.ts';
import { useKept } from '../../shared/useKept.ts';
import { AttachButton } from './AttachButton.tsx';
import { Attachments } from './Attachments.tsx';
import { placeOf } from './attachments.ts';
import { CannedList, CannedListId, cannedId } from './CannedList.tsx';
import { useAttaching } from './useAttaching.ts';
import { useCanned } from './useCanned.ts';
import { TextMax, useSubmit } from './useSubmit.ts';

/** Milliseconds between two "is writing" signals. */
const TypingEvery = 3_000;

/** Where an answer is written. What is half-written stays in this browser until it is sent. */
export function Composer({ conversation, visitor }: { conversation: string; visitor: string | null }): ReactElement {
  const { t } = useTranslation();
  const me = useMe();
  const [draft, setDraft] = useKept(`draft:${me.id}:${conversation}`);
  const place = placeOf(me.id, conversation);
  const typedAt = useRef(0);
  const text = draft ?? '';
  const box = useRef<HTMLTextAreaElement>(null);
  const { attachments, add, over, drop, paste } = useAttaching(place);
  const { submit, waits, tooLong, forgive } = useSubmit(conversation, text, () => setDraft(undefined));
  const type = (value: string): void => {
    setDraft(value === '' ? undefined : value);
    forgive();
    if (value.trim() === '' || Date.now() - typedAt.current < TypingEvery) return;
    typedAt.current = Date.now();
    send('PUT', `/api/conversations/${encodeURIComponent(conversation)}/typing`).catch(() => undefined);
  };
  const canned = useCanned(text, visitor, (value, caret) => {
    type(value);
    // The caret can only stand where the text already is.
    requestAnimationFrame(() => box.current?.setSelectionRange(caret, caret));
  });
  return (
    <form className={`composer ${over ? 'over' : ''}`} noValidate onSubmit={(event) => {
      event.preventDefault();
      submit();
    }} {...drop}>
      <label className="unseen" htmlFor="answer">{t('answerHere')}</label>
      <CannedList canned={canned} />
      <textarea id="answer" ref={box} rows={2} dir="auto" value={text} readOnly={waits} placeholder={t('answerHere')} aria-describedby="answer-hint answer-error" aria-invalid={tooLong}
        aria-keyshortcuts="r" aria-autocomplete="list" aria-controls={canned.found.length > 0 ? CannedListId : undefined}
        aria-activedescendant={canned.found.length > 0 ? cannedId(canned.active) : undefined}
        onChange={({ currentTarget: { value, selectionEnd } }) => {
          type(value);
          canned.look(value, selectionEnd);
        }}
        onSelect={({ currentTarget: { value, selectionEnd } }) => canned.look(value, selectionEnd)}
        onBlur={() => canned.look('', 0)}
        onPaste={paste}
        onKeyDown={(event) => {
          if (isComposing(event.nativeEvent)) return;
          if (canned.press(event)) {
            event.preventDefault();
            return;
          }
          if (event.key === 'Escape') event.currentTarget.blur();
          if (event.key !== 'Enter' || event.shiftKey) return;
          event.preventDefault();
          submit();
        }} />
      <Attachments place={place} attachments={attachments} />
      <div className="under">
        <p className="hint" id="answer-hint">{t('answerHint')}</p>
        <AttachButton disabled={attachments.length >= FilesMax} add={add} />
        <Button type="submit" className="main" loading={waits}>{t('send')}</Button>
      </div>
      <p className="error" role="alert" id="answer-error">{tooLong && t('tooLong', { max: TextMax })}</p>
    </form>
  );
}
