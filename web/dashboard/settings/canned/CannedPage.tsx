import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../../shared/api.ts';
import { useMe } from '../../shared/me.ts';
import { useTitle } from '../../shell/useTitle.ts';
import { cannedAnswersQuery, readSettingsAnew } from '../data.ts';
import { Loaded } from '../form/Loaded.tsx';
import { CannedCard } from './CannedCard.tsx';
import { CannedForm } from './CannedForm.tsx';

async function create(answer: object): Promise<void> {
  await send('POST', '/api/canned-answers', answer);
  void readSettingsAnew();
}

/** Texts that everybody puts into their answers by a slash and a shortcut. */
export function CannedPage(): ReactElement {
  const { t } = useTranslation();
  useTitle(t('canned.title'));
  const full = useMe().access === 'full';
  const answers = useQuery(cannedAnswersQuery);
  return (
    <div className="page">
      <h1>{t('canned.title')}</h1>
      <p className="quiet">{t('canned.about')}</p>
      <Loaded query={answers}>
        {(list) => (
          <>
            {list.length === 0 && <p className="note">{t('canned.none')}</p>}
            {list.map((answer) => <CannedCard key={answer.id} answer={answer} />)}
            {full ? (
              <section className="card" aria-labelledby="new-canned">
                <h2 id="new-canned">{t('canned.new')}</h2>
                <CannedForm answer={{ shortcut: '', text: '' }} button={t('canned.create')} save={create} />
              </section>
            ) : <p className="note">{t('form.readOnly')}</p>}
          </>
        )}
      </Loaded>
    </div>
  );
}
