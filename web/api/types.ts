/**
 * The shapes of the HTTP contract as the front end uses them. Times are RFC 3339 UTC, ids are UUIDs,
 * fields ending in `Seconds` are whole seconds.
 */

export type Id = string;
export type Time = string;
export type Status = 'online' | 'offline';
export type Access = 'full' | 'limited';
export type From = 'visitor' | 'agent' | 'system';
export type ConversationState = 'open' | 'resolved';
export type Box = 'unassigned' | 'mine' | 'open' | 'resolved';
export type NoticesState = 'not_waiting' | 'due' | 'announced' | 'opened' | 'in_front_of_team' | 'nobody_to_tell';
export type Verdict = 'send' | 'wait' | 'skip';
export type NoticeKind = 'offline_message' | 'unaccepted_conversation';

/** A page of a list; `next` is the cursor of the following page. */
export interface Page<T> {
  items: T[];
  next?: string | null;
}

export interface Message {
  id: Id;
  number: number;
  from: From;
  name: string | null;
  text: string;
  at: Time;
}

export interface Device {
  id: Id;
  kind: 'web' | 'mobile' | 'desktop';
  name: string;
  alive: boolean;
  since: Time | null;
  lastContact: Time;
}

export interface Me {
  id: Id;
  name: string;
  email: string;
  locale: string;
  timeZone: string;
  active: boolean;
  access: Access;
  status: Status;
  online: boolean;
  offlineMessages: boolean;
  unacceptedConversations: boolean;
  account: { id: Id; name: string; package: string; features: string[]; mailCaptured?: boolean };
  devices: Device[];
}

export interface ConversationItem {
  id: Id;
  state: ConversationState;
  /** Who joined, and when. */
  assignees: { id: Id; name: string; acceptedAt: Time }[];
  visitor: { id: Id; name: string | null; email: string | null; online: boolean };
  group?: { id: Id; name: string } | null;
  waitingSince: Time | null;
  lastMessage: { from: From; text: string; at: Time; number: number } | null;
  notices: NoticesState;
}

export interface Conversation extends ConversationItem {
  messages: Message[];
}

export interface MailAttempt {
  at: Time;
  reply: string | null;
  code: number | string | null;
}

export interface NoticeMail {
  id: Id;
  state: string;
  attempts: MailAttempt[];
  cause?: string | null;
  /** The reason that came up before it left. */
  withdrawnBecause?: string | null;
}

export interface Notice {
  agentId?: Id | null;
  name: string | null;
  address: string | null;
  verdict: Verdict;
  kind: NoticeKind;
  reason: string;
  evidence: Record<string, unknown> | null;
  text: string;
  until?: Time | null;
  decidedAt: Time;
  mails: NoticeMail[];
  /** Present in lists over several conversations. */
  conversationId?: Id | null;
}

export interface ConversationNotices {
  state: NoticesState;
  lookAt: Time | null;
  recipients: Notice[];
  history: Notice[];
}

export interface Preview {
  online: boolean;
  recipients: {
    agentId?: Id | null;
    name: string | null;
    verdict: Verdict;
    kind: NoticeKind;
    reason: string;
    text: string;
    at?: Time | null;
  }[];
}

export interface Demo {
  widgetKey: string;
  offlineDelaySeconds: number;
  agents: { name: string; email: string }[];
  password: string;
}

export interface CapturedMail {
  id: Id;
  to: string;
  from: string;
  subject: string;
  at: Time;
  state: string;
  text: string;
}

export interface Unsubscription {
  address: string;
  account: string;
  name?: string | null;
}

/** What the widget asks for at its start. `form` says which fields the contact form shows while offline; the address is required there. */
export interface WidgetConfig {
  online: boolean;
  name: string;
  locale: string;
  color: string;
  form: WidgetForm;
  groups: { id: Id; name: string }[];
  texts: Record<string, string>;
}

export interface WidgetForm {
  email: boolean;
  name: boolean;
  phone: boolean;
  group: boolean;
}

export interface VisitorConversation {
  id: Id;
  state: ConversationState;
  online: boolean;
  messages: Message[];
}

export interface PostedMessage {
  id: Id;
  number: number;
  conversationId: Id;
  at: Time;
  online: boolean;
}

/** Events of both streams, by name. */
export interface Events {
  message: Message & { conversationId: Id };
  conversation: ConversationItem;
  online: { groupId?: Id | null; online: boolean };
  presence: { agentId: Id; status: Status; online: boolean };
  notices: { conversationId: Id; state: NoticesState; lookAt: Time | null };
  mail: { id: Id; state: string; conversationId?: Id | null };
  typing: { conversationId: Id; from: From; name: string | null };
  /** Read them again. */
  me: object;
  settings: object;
}
