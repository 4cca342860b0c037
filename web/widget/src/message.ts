import type { FileItem, From } from '@nightbell/api/types';

export type Delivery = 'sending' | 'sent' | 'failed' | 'held';

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
  files: readonly FileItem[];
  at: string;
  delivery: Delivery;
  /** Text key of why it was refused, when it was. */
  trouble?: string;
}
