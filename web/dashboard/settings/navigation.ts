import type { TextKey } from '../shared/texts.ts';

/** The pages of the settings, in the order of their list. */
export const settingsPages = [
  { to: '/settings/notifications', text: 'notify.title', full: false },
  { to: '/settings/profile', text: 'profile.title', full: false },
  { to: '/settings/agents', text: 'agents.title', full: false },
  { to: '/settings/groups', text: 'groups.title', full: false },
  { to: '/settings/office-hours', text: 'hours.title', full: false },
  { to: '/settings/canned-answers', text: 'canned.title', full: false },
  { to: '/settings/widget', text: 'widget.title', full: false },
  { to: '/settings/mail', text: 'relay.title', full: true },
  { to: '/settings/mails', text: 'mails.title', full: true },
  { to: '/settings/api', text: 'api.title', full: true },
  { to: '/settings/data', text: 'data.title', full: true },
  { to: '/settings/blocked', text: 'blocked.page', full: true },
  { to: '/settings/audit', text: 'audit.title', full: true },
  { to: '/settings/package', text: 'package.title', full: false },
] as const satisfies readonly { to: string; text: TextKey; full: boolean }[];
