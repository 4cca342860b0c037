import { useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../../shared/api.ts';
import { Face } from '../../../shared/Face.tsx';
import { useMe } from '../../../shared/me.ts';
import { keys, queryClient } from '../../../shared/queries.ts';
import { readSettingsAnew } from '../../data.ts';
import { Refusal } from '../../form/SaveBar.tsx';
import { useAction } from '../../form/useAction.ts';
import { cutPicture } from './cutPicture.ts';
import './picture.css';

const path = '/api/me/picture';

const readAnew = async (): Promise<void> => {
  await Promise.all([queryClient.invalidateQueries({ queryKey: keys.me }), readSettingsAnew()]);
};

/** What I look like to visitors and colleagues. */
export function PictureCard(): ReactElement {
  const { t } = useTranslation();
  const { name, picture } = useMe();
  const field = useRef<HTMLInputElement>(null);
  // Answers whether there was a picture in the file.
  const change = useAction(async (file: File) => {
    const cut = await cutPicture(file);
    if (!cut) return false;
    await send('PUT', path, cut);
    await readAnew();
    return true;
  });
  const removal = useAction(async () => {
    await send('DELETE', path);
    await readAnew();
  });
  const { run } = change;
  return (
    <section className="card picture" aria-labelledby="my-picture">
      <h2 id="my-picture">{t('picture.title')}</h2>
      <div className="row">
        <Face name={name} picture={picture} large />
        <div>
          <p className="hint" id="picture-hint">{t('picture.hint')}</p>
          <div className="row">
            <label className="button choose">
              {t(picture ? 'picture.other' : 'picture.choose')}
              <input ref={field} className="unseen" type="file" accept="image/png,image/jpeg,image/webp" aria-describedby="picture-hint" disabled={run.isPending}
                onChange={({ currentTarget }) => {
                  const file = currentTarget.files?.[0];
                  if (file) change.start(file);
                  // The same file may be chosen again.
                  currentTarget.value = '';
                }} />
            </label>
            {picture && (
              <button type="button" className="button danger" disabled={removal.run.isPending} onClick={() => {
                removal.start(undefined);
                field.current?.focus();
              }}>{t('picture.remove')}</button>
            )}
          </div>
        </div>
      </div>
      {run.isPending && <p className="quiet" role="status">{t('loading')}</p>}
      {run.data === false && <p className="note bad" role="alert">{t('picture.unreadable')}</p>}
      {(run.error ?? removal.run.error) && <Refusal error={run.error ?? removal.run.error ?? new Error()} />}
    </section>
  );
}
