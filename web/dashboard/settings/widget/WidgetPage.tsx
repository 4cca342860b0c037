import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useTitle } from '../../shell/useTitle.ts';
import { widgetQuery } from '../data.ts';
import { Loaded } from '../form/Loaded.tsx';
import { WidgetForm } from './WidgetForm.tsx';
import './widget.css';

/** The chat on the customer's site: how it looks, what it asks, and how it gets there. */
export function WidgetPage(): ReactElement {
  const { t } = useTranslation();
  useTitle(t('widget.title'));
  const widget = useQuery(widgetQuery);
  return (
    <div className="page wide">
      <h1>{t('widget.title')}</h1>
      <Loaded query={widget}>{(saved) => <WidgetForm saved={saved} />}</Loaded>
    </div>
  );
}
