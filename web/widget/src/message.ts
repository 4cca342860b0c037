import type { Events, From, VisitorConversation, WidgetConfig } from '@nightbell/api/types';

export type Delivery = 'sending' | 'sent' | 'failed' | 'held';

export interface ChatFile {
  id: string;
  name: string;
  type: string;
  size: number;
  url: string;
  width?: number | null;
  height?: number | null;
}

export interface ChatMessage {
  id: string;
  /** Order in the conversation; undefined until the server has it. */
  number: number | undefined;
  /** `automatic` is said by the widget itself and stands nowhere else. */
  from: From | 'automatic';
  name: string | null;
  /** Path of the agent's picture. */
  picture?: string | null;
  text: string;
  files?: readonly ChatFile[];
  at: string;
  delivery: Delivery;
  /** Text key of why it was refused, when it was. */
  trouble?: string;
}

export interface Rating {
  value: number;
  comment?: string | null;
}

/** What the panel reads of the configuration beyond what every server has. */
export type Config = WidgetConfig & {
  automatic?: { offline: string | null; busy: string | null };
  files?: { maxBytes: number; types: readonly string[] } | null;
  rating?: boolean;
  transcript?: boolean;
  consent?: { needed: boolean };
};

export type Resumed = VisitorConversation & { seen?: number; rating?: Rating | null };
export type Arrival = (Events['message'] | VisitorConversation['messages'][number]) & { files?: readonly ChatFile[] };

