import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from './errors.ts';
import './form.css';

interface Saving {
  changed: boolean;
  saving: boolean;
  saved: boolean;
  error: Error | null;
  discard: () => void;
}

/** The end of a form: saving, taking back, and what became of it. */
export function SaveBar({ form, label }: { form: Saving; label?: string }): ReactElement {
  const { t } = useTranslation();
  return (
    <div className="save-bar">
      {form.error && <Refusal error={form.error} />}
      <div className="row">
        <Button type="submit" loading={form.saving}>{label ?? t('form.save')}</Button>
        {form.changed && <button type="button" className="button" onClick={form.discard}>{t('form.discard')}</button>}
        <span className="quiet" role="status">{form.saving ? '' : form.changed ? t('form.unsaved') : form.saved ? t('form.saved') : ''}</span>
      </div>
    </div>
  );
}

/** Why a save was refused. */
export function Refusal({ error }: { error: Error }): ReactElement {
  const { t } = useTranslation();
  return <p className="note bad" role="alert">{t('form.notSaved')} {sentenceOf(error)}</p>;
}
