import { useEffect, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import bell from '../art/bell.svg';
import { meQuery, queryClient } from '../shared/queries.ts';
import { useTitle } from './useTitle.ts';
import '../signin/signIn.css';

const tryAgain = async (): Promise<void> => {
  // One that waits between two tries would go on waiting.
  await queryClient.cancelQueries(meQuery);
  await queryClient.refetchQueries(meQuery);
};

/** The page is here, its server is not. It is looked for again by itself. */
export function Offline(): ReactElement {
  const { t } = useTranslation();
  useTitle(t('offlineShell.title'));
  useEffect(() => {
    const back = (): void => void tryAgain();
    addEventListener('online', back);
    return () => removeEventListener('online', back);
  }, []);
  return (
    <div className="sign-in">
      <header><span className="brand"><img src={bell} alt="" width={34} height={34} />Nightbell</span></header>
      <main>
        <h1>{t('offlineShell.title')}</h1>
        <p role="status">{t('offlineShell.text')}</p>
        <div><button type="button" className="button" onClick={() => void tryAgain()}>{t('retry')}</button></div>
      </main>
    </div>
  );
}
