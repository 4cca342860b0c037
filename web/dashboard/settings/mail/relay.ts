import type { MailSettings } from '@nightbell/api';

export const securities = ['starttls', 'tls', 'auto', 'none'] as const;

/** The port of STARTTLS. */
export const DefaultPort = '587';

export interface RelayValues {
  host: string;
  port: string;
  security: string;
  user: string;
  password: string;
  from: string;
}

export const valuesOf = ({ smtp, from }: MailSettings): RelayValues => ({
  host: smtp?.host ?? '', port: String(smtp?.port ?? DefaultPort), security: smtp?.security ?? 'starttls', user: smtp?.user ?? '', password: '', from: smtp ? from : '',
});

/** An empty host goes with the installation; an empty password keeps the present one. */
export function requestOf({ host, port, security, user, password, from }: RelayValues): object {
  const filled = (text: string): string | null => text.trim() || null;
  if (!filled(host)) return { smtp: null };
  return {
    smtp: { host: host.trim(), port: Number(port), security, user: filled(user), ...(password ? { password } : {}) },
    from: filled(from),
  };
}
