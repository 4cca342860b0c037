import type { Agent, ApiToken, BlockedVisitor, CannedAnswer, GroupItem, IdentitySecret, MailSettings, OfficeHours, Page, Retention, Webhook, WidgetSettings } from '@nightbell/api';
import { queryOptions } from '@tanstack/react-query';
import { send } from '../shared/api.ts';
import { keys, queryClient } from '../shared/queries.ts';

/** All of a list whose pages are few. */
async function readAll<T>(path: string): Promise<T[]> {
  const items: T[] = [];
  let after: string | null = null;
  do {
    const page: Page<T> = await send<Page<T>>('GET', after === null ? path : `${path}?after=${encodeURIComponent(after)}`);
    items.push(...page.items);
    after = page.next;
  } while (after !== null);
  return items;
}

export const colleaguesQuery = queryOptions({ queryKey: [...keys.settings, 'agents'], queryFn: () => readAll<Agent>('/api/agents') });
export const groupsQuery = queryOptions({ queryKey: [...keys.settings, 'groups'], queryFn: () => readAll<GroupItem>('/api/groups') });

export const blockedVisitorsQuery = queryOptions({ queryKey: [...keys.settings, 'blocked'], queryFn: () => readAll<BlockedVisitor>('/api/visitors/blocked') });
export const cannedAnswersQuery = queryOptions({ queryKey: [...keys.settings, 'canned-answers'], queryFn: () => readAll<CannedAnswer>('/api/canned-answers') });

export const apiTokensQuery = queryOptions({ queryKey: [...keys.settings, 'tokens'], queryFn: () => readAll<ApiToken>('/api/tokens') });
export const webhooksQuery = queryOptions({ queryKey: [...keys.settings, 'webhooks'], queryFn: () => readAll<Webhook>('/api/webhooks') });
export const deliveriesKey = (webhook: string) => [...keys.settings, 'deliveries', webhook];

export const retentionPath = '/api/settings/retention';
export const retentionQuery = queryOptions({ queryKey: [...keys.settings, 'retention'], queryFn: () => send<Retention>('GET', retentionPath) });

export const notificationsPath = '/api/settings/notifications';

export const officeHoursPath = '/api/settings/office-hours';
export const officeHoursQuery = queryOptions({
  queryKey: [...keys.settings, 'office-hours'], queryFn: () => send<OfficeHours>('GET', officeHoursPath),
});

export const widgetPath = '/api/settings/widget';
export const widgetQuery = queryOptions({ queryKey: [...keys.settings, 'widget'], queryFn: () => send<WidgetSettings>('GET', widgetPath) });

export const identityPath = `${widgetPath}/identity`;
export const identityQuery = queryOptions({ queryKey: [...keys.settings, 'identity'], queryFn: () => send<IdentitySecret>('GET', identityPath) });

export const relayPath = '/api/settings/mail';
export const relayQuery = queryOptions({ queryKey: [...keys.settings, 'mail'], queryFn: () => send<MailSettings>('GET', relayPath) });

/** Reads every setting anew: what is saved in one place shows in others. */
export const readSettingsAnew = (): Promise<void> => queryClient.invalidateQueries({ queryKey: keys.settings });
