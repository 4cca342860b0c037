/** What an API token may be allowed, as the server names it. */
export const scopes = [
  'conversations:read', 'conversations:write', 'agents:read', 'settings:read', 'settings:write', 'reports:read', 'mails:read', 'webhooks:write', 'export',
  'visitors:erase',
] as const;

/** What webhooks are told, as the server names it. */
export const webhookEvents = [
  'message.created', 'conversation.started', 'conversation.accepted', 'conversation.assigned', 'conversation.resolved', 'conversation.reopened',
  'visitor.changed', 'notice.decided', 'mail.accepted', 'mail.bounced',
] as const;

const Day = 24 * 60 * 60_000;

/** The moment so many days from now, as the API writes it; undefined for "for ever". */
export const expiryAfter = (days: string, now: number): string | undefined =>
  (days === '' ? undefined : new Date(now + Number(days) * Day).toISOString());

/** JSON with its lines broken, and whatever is none as it is. */
export function broken(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
