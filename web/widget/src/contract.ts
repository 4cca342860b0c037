import type { Id, WidgetConfig } from '@nightbell/api/types';

/** Why the team is offline; null while it is online. */
export type Reason = WidgetConfig['reason'];

/** What was told of the team, as the event `status` tells it on. */
export interface Status {
  online: boolean;
  reason: Reason;
}

/** Who the site says the visitor is: signed by the site's server, or a mere hint where it is not. */
export interface Identity {
  userId?: string;
  email?: string;
  name?: string;
  phone?: string;
  signedAt?: string;
  signature?: string;
  data?: Record<string, string | number | boolean>;
}

/** A page's listeners hear these. */
export type Heard = 'status' | 'message_sent' | 'message_received' | 'open' | 'close' | 'error';

/** The launcher as the panel knows it. */
export interface Door {
  readonly base: string;
  readonly key: string;
  readonly root: ShadowRoot;
  readonly launcher: HTMLElement;
  readonly memory: import('./memory.ts').Memory;
  readonly share: typeof import('./share.ts').share;
  readonly group: () => Id | undefined;
  readonly languages: () => string;
  /** What the site said of the visitor and nobody has told the server yet. */
  readonly identity: () => Identity | null | undefined;
  readonly config: WidgetConfig;
  readonly status: Status;
  /** Where the launcher's stream stood. */
  readonly cursor: string | undefined;
  /** The visitor may be remembered and spoken of. */
  readonly consented: () => boolean;
  consent: (given: boolean) => void;
  /** The panel learned something that the launcher shows. */
  show: (config: WidgetConfig, status: Status, unread: number) => void;
  toggle: (open?: boolean) => void;
  emit: (event: Heard, detail: object) => void;
}

/** The panel as the launcher knows it. */
export interface Panel {
  /** Opens or closes; focus goes in with it, and back to the launcher. */
  toggle: (open: boolean) => void;
  /** Language or group are others now. */
  refresh: () => void;
  /** The site said who the visitor is, or that they signed out (null). */
  identify: () => void;
  /** Consent was given or withdrawn. */
  consented: () => void;
  /** The page goes away, perhaps to come back. */
  leave: () => void;
  resume: () => void;
}
