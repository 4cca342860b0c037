import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../shared/me.ts';
import { nameOfLanguage } from '../../shared/texts.ts';
import { groupsQuery } from '../data.ts';
import { CopyButton } from '../form/CopyButton.tsx';
import { codeToPaste, widgetLanguages } from './site.ts';

/** The line that brings the chat onto a page. */
export function CodeToPaste({ widgetKey }: { widgetKey: string }): ReactElement {
  const { t } = useTranslation();
  const { account } = useMe();
  const groups = useQuery({ ...groupsQuery, enabled: account.features.includes('groups') }).data ?? [];
  const [group, setGroup] = useState('');
  const [language, setLanguage] = useState('');
  const code = codeToPaste(location.origin, widgetKey, group, language);
  return (
    <section className="card" aria-labelledby="code">
      <h2 id="code">{t('widget.code')}</h2>
      <p className="hint">{t('widget.codeHint')}</p>
      <div className="two">
        {groups.length > 0 && (
          <NativeSelect label={t('widget.codeGroup')} value={group} onChange={({ currentTarget }) => setGroup(currentTarget.value)}
            data={[{ value: '', label: t('widget.anyGroup') }, ...groups.map(({ id, name }) => ({ value: id, label: name }))]} />
        )}
        <NativeSelect label={t('widget.codeLanguage')} value={language} onChange={({ currentTarget }) => setLanguage(currentTarget.value)}
          data={[{ value: '', label: t('widget.pageLanguage') }, ...widgetLanguages.map((code) => ({ value: code, label: nameOfLanguage(code) }))]} />
      </div>
      <pre className="code" tabIndex={0} aria-label={t('widget.code')}>{code}</pre>
      <CopyButton text={code} name={t('widget.code')} />
    </section>
  );
}
