import type { TextKey } from '../shared/texts.ts';

/** The pages of the settings, in the order of their list. */
export const settingsPages = [
  { to: '/settings/preview', text: 'preview.title', full: false },
  { to: '/settings/mail', text: 'relay.title', full: true },
] as const satisfies readonly { to: string; text: TextKey; full: boolean }[];
