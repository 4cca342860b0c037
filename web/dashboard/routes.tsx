import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import type { Box } from '@nightbell/api';
import { boxes } from './live/takeEvent.ts';
import { NotFound } from './shell/NotFound.tsx';
import { startSteps, type StartStep } from './setup/startSteps.ts';
import { Shell } from './shell/Shell.tsx';

/** What the address of the conversations holds. Mails link to `/app?conversation=…`. */
export interface ConversationsSearch {
  box?: Box | undefined;
  conversation?: string | undefined;
  q?: string | undefined;
  /** The pane beside the conversation. */
  pane?: 'why' | 'visitor' | undefined;
}

/** Which mails the log shows. */
export interface MailsSearch {
  state?: string | undefined;
  agent?: string | undefined;
}

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const conversations = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: (search: Record<string, unknown>): ConversationsSearch => ({
    box: boxes.find((box) => box === search['box']),
    conversation: text(search['conversation']),
    q: text(search['q']),
    pane: search['pane'] === 'why' || search['pane'] === 'visitor' ? search['pane'] : undefined,
  }),
  component: lazyRouteComponent(() => import('./conversations/ConversationsPage.tsx'), 'ConversationsPage'),
});

const why = createRoute({
  getParentRoute: () => root, path: '/why',
  component: lazyRouteComponent(() => import('./why/WhyPage.tsx'), 'WhyPage'),
});

const devices = createRoute({
  getParentRoute: () => root, path: '/devices',
  component: lazyRouteComponent(() => import('./presence/DevicesPage.tsx'), 'DevicesPage'),
});

const reports = createRoute({
  getParentRoute: () => root, path: '/reports',
  component: lazyRouteComponent(() => import('./reports/ReportsPage.tsx'), 'ReportsPage'),
});

const start = createRoute({
  getParentRoute: () => root, path: '/start',
  validateSearch: (search: Record<string, unknown>): { step?: StartStep | undefined } => ({ step: startSteps.find((step) => step === search['step']) }),
  component: lazyRouteComponent(() => import('./setup/StartPage.tsx'), 'StartPage'),
});

/** A settings page is a route here, a line in settings/navigation.ts, a folder in settings/, and texts. */
const settings = createRoute({
  getParentRoute: () => root, path: '/settings',
  component: lazyRouteComponent(() => import('./settings/SettingsPage.tsx'), 'SettingsPage'),
});

const preview = createRoute({
  getParentRoute: () => settings, path: '/preview',
  component: lazyRouteComponent(() => import('./settings/preview/PreviewPage.tsx'), 'PreviewPage'),
});

const mail = createRoute({
  getParentRoute: () => settings, path: '/mail',
  component: lazyRouteComponent(() => import('./settings/mail/MailPage.tsx'), 'MailPage'),
});

const notifications = createRoute({
  getParentRoute: () => settings, path: '/notifications',
  component: lazyRouteComponent(() => import('./settings/notifications/NotificationsPage.tsx'), 'NotificationsPage'),
});

const profile = createRoute({
  getParentRoute: () => settings, path: '/profile',
  component: lazyRouteComponent(() => import('./settings/profile/ProfilePage.tsx'), 'ProfilePage'),
});

const agents = createRoute({
  getParentRoute: () => settings, path: '/agents',
  component: lazyRouteComponent(() => import('./settings/agents/AgentsPage.tsx'), 'AgentsPage'),
});

const groups = createRoute({
  getParentRoute: () => settings, path: '/groups',
  component: lazyRouteComponent(() => import('./settings/groups/GroupsPage.tsx'), 'GroupsPage'),
});

const officeHours = createRoute({
  getParentRoute: () => settings, path: '/office-hours',
  component: lazyRouteComponent(() => import('./settings/officehours/OfficeHoursPage.tsx'), 'OfficeHoursPage'),
});

const widget = createRoute({
  getParentRoute: () => settings, path: '/widget',
  component: lazyRouteComponent(() => import('./settings/widget/WidgetPage.tsx'), 'WidgetPage'),
});

const cannedAnswers = createRoute({
  getParentRoute: () => settings, path: '/canned-answers',
  component: lazyRouteComponent(() => import('./settings/canned/CannedPage.tsx'), 'CannedPage'),
});

const blocked = createRoute({
  getParentRoute: () => settings, path: '/blocked',
  component: lazyRouteComponent(() => import('./settings/blocked/BlockedPage.tsx'), 'BlockedPage'),
});

const mails = createRoute({
  getParentRoute: () => settings, path: '/mails',
  validateSearch: (search: Record<string, unknown>): MailsSearch => ({ state: text(search['state']), agent: text(search['agent']) }),
  component: lazyRouteComponent(() => import('./settings/mails/MailsPage.tsx'), 'MailsPage'),
});

const api = createRoute({
  getParentRoute: () => settings, path: '/api',
  component: lazyRouteComponent(() => import('./settings/api/ApiPage.tsx'), 'ApiPage'),
});

const data = createRoute({
  getParentRoute: () => settings, path: '/data',
  component: lazyRouteComponent(() => import('./settings/data/DataPage.tsx'), 'DataPage'),
});

const packagePage = createRoute({
  getParentRoute: () => settings, path: '/package',
  component: lazyRouteComponent(() => import('./settings/package/PackagePage.tsx'), 'PackagePage'),
});

const audit = createRoute({
  getParentRoute: () => settings, path: '/audit',
  component: lazyRouteComponent(() => import('./settings/audit/AuditPage.tsx'), 'AuditPage'),
});

export const router = createRouter({
  routeTree: root.addChildren([conversations, why, devices, reports, start, settings.addChildren([preview, mail, notifications, profile, agents, groups, officeHours, cannedAnswers, widget, mails, api, data, blocked, packagePage, audit])]),
  basepath: '/app',
  // Ids and words of a search stand in the address as they are: mails and people write them so.
  parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: (search) => {
    const pairs = Object.entries(search).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
    const query = new URLSearchParams(pairs).toString();
    return query === '' ? '' : `?${query}`;
  },
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
