import type { MailSettings } from '@nightbell/api';

/** The form of the relay: every field as text. */
export interface RelayFields {
  host: string;
  port: string;
  security: NonNullable<MailSettings['smtp']>['security'];
  user: string;
  password: string;
  from: string;
}

/** The port of mail submission. */
const SubmissionPort = '587';

export const fieldsOf = ({ smtp, from }: MailSettings): RelayFields => ({
  host: smtp?.host ?? '', port: smtp ? String(smtp.port) : SubmissionPort, security: smtp?.security ?? 'starttls',
  user: smtp?.user ?? '', password: '', from: smtp ? from : '',
});

/**
 * An empty host goes with the installation, whose sender it is then; an empty password keeps the present one. Whoever had no server of their own
 * and types a sender alone is told by the server what that takes.
 */
export function requestOf({ host, port, security, user, password, from }: RelayFields, hadOne = true): object {
  const text = (value: string): string | null => value.trim() || null;
  if (!text(host)) return { smtp: null, ...(!hadOne && text(from) && { from: text(from) }) };
  return {
    smtp: { host: text(host), port: /^\d+$/.test(port.trim()) ? Number(port) : 0, security, user: text(user), ...(password ? { password } : {}) },
    from: text(from),
  };
}
