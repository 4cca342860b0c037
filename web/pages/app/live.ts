import { follow, type Events } from '@nightbell/api';
import { t } from '../shared/i18n.ts';
import { act, readConversation, readEverything, readMe, readNotices, reportOpened } from './actions.ts';
import { registerDevice } from './device.ts';
import { addMessage, changed, state } from './state.ts';

/** Milliseconds a "is writing" signal holds. */
const TypingHolds = 6_000;

let typingTimer: ReturnType<typeof setTimeout> | undefined;
let stream: { close: () => void } | undefined;

type Handlers = { [K in keyof Events]: (data: Events[K]) => void };

const handlers: Handlers = {
  message: (message) => {
    const item = state.items.get(message.conversationId);
    if (item && message.number >= item.lastMessage.number) item.lastMessage = message;
    if (state.selected === message.conversationId) {
      addMessage(message);
      state.typing = undefined;
      changed('conversation');
      reportOpened();
      readNotices();
    }
    changed('list');
  },
  conversation: (item) => {
    state.items.set(item.id, item);
    if (state.conversation?.id === item.id) {
      Object.assign(state.conversation, item);
      changed('conversation');
      readNotices();
    } else if (state.selected === item.id && state.missing) void act(() => readConversation(item.id));
    changed('list');
  },
  notices: ({ conversationId, state: notices }) => {
    const item = state.items.get(conversationId);
    if (item) item.notices = notices;
    if (state.conversation?.id === conversationId) {
      state.conversation.notices = notices;
      readNotices();
    }
    changed('list');
  },
  mail: ({ conversationId }) => {
    if (!conversationId || conversationId === state.selected) readNotices();
  },
  presence: ({ agentId, status, online }) => {
    if (state.me?.id !== agentId) return;
    Object.assign(state.me, { status, online });
    changed('head');
  },
  online: () => undefined,
  typing: ({ conversationId, from, name }) => {
    if (conversationId !== state.selected || from !== 'visitor') return;
    state.typing = name ?? t('visitor');
    changed('conversation');
    clearTimeout(typingTimer);
    typingTimer = setTimeout(() => {
      state.typing = undefined;
      changed('conversation');
    }, TypingHolds);
  },
  me: () => void act(readMe),
  settings: () => void act(readMe),
};

/** Registers this browser and follows everything that happens, until {@link stop}. */
export async function goLive(agent: string): Promise<void> {
  const device = await registerDevice(agent);
  stream?.close();
  let first = true;
  stream = follow({
    path: `/api/events?device=${encodeURIComponent(device)}`,
    // What happened between reading the page and this moment is in nobody's cursor.
    onHello: () => {
      if (first) void act(readEverything);
      first = false;
    },
    onReset: () => void act(readEverything),
    onEvent: (event, data) => {
      const handler = handlers[event as keyof Events] as ((data: unknown) => void) | undefined;
      handler?.(data);
    },
    onConnection: (connected) => {
      state.connected = connected;
      changed('trouble');
    },
    onRefused: () => location.reload(),
  });
}

export function stop(): void {
  stream?.close();
  stream = undefined;
}
