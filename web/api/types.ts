/**
 * The shapes of the HTTP contract by the names the front end uses. They come from the document that the server
 * publishes (`openapi.json`; `npm run types` makes `openapi.d.ts` of it); only the events of streams, which that
 * document cannot describe, are written here. Times are RFC 3339 UTC, fields ending in `Seconds` are whole seconds.
 */
import type { components } from './openapi.d.ts';

type Schemas = components['schemas'];

export type Id = string;
export type Status = Schemas['AgentStatus'];
export type From = Schemas['MessageFrom'];
export type Box = 'unassigned' | 'mine' | 'open' | 'resolved';
export type NoticesState = Schemas['ConversationState'];

/** A page of a list; `next` is the cursor of the following page. */
export interface Page<T> {
  items: T[];
  next: string | null;
}

export type Message = Schemas['MessageItem'];
export type FileItem = Schemas['FileItem'];
export type FileRules = Schemas['FileRules'];
export type Rating = Schemas['RatingItem'];
export type DeviceKind = Schemas['DeviceKind'];
export type Device = Schemas['DeviceItem'];
export type Me = Schemas['ReadMeAnswer'];
export type ConversationItem = Schemas['ConversationItem'];
export type VisitorCard = Schemas['ReadVisitorAnswer'];
export type BlockedVisitor = Schemas['BlockedVisitorItem'];
export type BoxCounts = Schemas['CountConversationsAnswer'];
export type HandOver = Schemas['HandOverItem'];
export type Conversation = Schemas['ReadConversationAnswer'];
export type Notice = Schemas['NoticeItem'];
export type NoticeMail = Schemas['NoticeMailItem'];
export type ConversationNotices = Schemas['ExplainConversationAnswer'];
export type Agent = Schemas['AgentItem'];
export type NotificationSettings = Schemas['ChangeNotificationSettingsAnswer'];
export type Preview = Schemas['PreviewNoticesAnswer'];
export type SecondFactor = Schemas['ChangeSecondFactorAnswer'];
export type NewSecondFactor = Schemas['ChangeSecondFactorSecretAnswer'];
export type Demo = Schemas['ReadDemoAnswer'];
export type CapturedMail = Schemas['CapturedMail'];
export type CannedAnswer = Schemas['CannedAnswerItem'];
export type GroupItem = Schemas['GroupItem'];
export type OfficeHours = Schemas['OfficeHoursBody'];
export type WidgetSettings = Schemas['ChangeWidgetAnswer'];
export type IdentitySecret = Schemas['ChangeIdentitySecretAnswer'];
export type NewIdentitySecret = Schemas['ChangeIdentitySecretSecretAnswer'];
export type MailItem = Schemas['MailItem'];
export type MailState = Schemas['MailState'];
export type MailSettings = Schemas['ChangeMailSettingsAnswer'];
export type MailDetails = Schemas['MailDetails'];
export type DomainCheck = Schemas['CheckDomainAnswer'];
export type Finding = Schemas['FindingItem'];
export type ApiToken = Schemas['ApiTokenItem'];
export type NewApiToken = Schemas['CreateApiTokenAnswer'];
export type Webhook = Schemas['WebhookItem'];
export type NewWebhook = Schemas['CreateWebhookAnswer'];
export type RotatedSecret = Schemas['RotateWebhookSecretAnswer'];
export type Delivery = Schemas['DeliveryItem'];
export type DeliveryAttempt = Schemas['DeliveryAttemptItem'];
export type Export = Schemas['ExportItem'];
export type Retention = Schemas['ChangeRetentionAnswer'];
export type AuditItem = Schemas['AuditItem'];
export type WaitingFigures = Schemas['WaitingFiguresAnswer'];
export type MessageFigures = Schemas['MessageFiguresAnswer'];
export type NoticeFigures = Schemas['NoticeFiguresAnswer'];
export type RatingFigures = Schemas['RatingFiguresAnswer'];
export type MailFigures = Schemas['MailFiguresAnswer'];
export type Unsubscription = Schemas['UnsubscribeAnswer'];

/** What the widget asks for at its start. `form` says which fields the contact form shows while offline; the address is required there. */
export type WidgetConfig = Schemas['ReadWidgetAnswer'];
export type VisitorConversation = Schemas['ReadOwnConversationAnswer'];
export type PostedMessage = Schemas['PostVisitorMessageAnswer'];

/** Events of both streams, by name. */
export interface Events {
  message: Message & { conversationId: Id };
  conversation: ConversationItem;
  handover: HandOver & { conversationId: Id };
  /** The reader may not see it any more. */
  gone: { conversationId: Id };
  /** The team, as the widget shows it; `reason` says why it is offline. */
  online: { groupId?: Id; online: boolean; reason?: WidgetConfig['reason'] };
  presence: { agentId: Id; status: Status; online: boolean };
  notices: { conversationId: Id; state: NoticesState; lookAt: string | null };
  mail: { id: Id; state: Schemas['MailState']; conversationId?: Id | null };
  typing: { conversationId: Id; from: From; name: string | null };
  /** Who has seen the other side's messages up to a number. */
  seen: { conversationId: Id; from: 'visitor' | 'agent'; number: number };
  /** What the visitor said of it; agents alone are told. */
  rating: Rating & { conversationId: Id };
  /** Read them again. */
  me: object;
  settings: object;
}
