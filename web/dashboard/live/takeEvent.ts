import type { Box, Conversation, ConversationItem, Events, Me } from '@nightbell/api';
import { keys, queryClient, readConversation } from '../shared/queries.ts';
import { applyToBox, applyToConversation, applyToItems, type BoxItems } from './apply.ts';
import { note, type Told } from './journal.ts';
import { renew } from './renew.ts';
import { beganToWait, ring, ringHandedOver } from './ring.ts';
import { noteTyping } from './typing.ts';

/** Milliseconds in which several causes to read the notices become one. */
const NoticesGather = 250;

/** Milliseconds in which several causes to count become one: a count goes over all conversations. */
const CountsGather = 1_000;

export const boxes: readonly Box[] = ['unassigned', 'mine', 'open', 'resolved'];

/** Changes what is here by what the stream tells. */
export function takeEvent(me: string, told: Told): void {
  note(told);
  if (told.event === 'conversation') ringFor(told.data);
  for (const box of boxes) queryClient.setQueryData<BoxItems>(keys.box(box), (data) => data && applyToBox(box, me, data, told));
  queryClient.setQueriesData<BoxItems>({ queryKey: keys.searches }, (data) => data && { ...data, items: applyToItems(data.items, told) });
  const id = conversationOf(told);
  if (id && lacks(id, told)) readItem(me, id).catch(() => undefined);
  if (id) {
    queryClient.setQueryData<Conversation>(keys.conversation(id), (data) => data && applyToConversation(data, told));
    if (told.event !== 'typing' && told.event !== 'gone') readNotices(id);
  }
  if (told.event === 'conversation' || (told.event === 'message' && told.data.from === 'visitor')) {
    void renew(queryClient, keys.visitor(told.event === 'message' ? told.data.conversationId : told.data.id));
  }
  if (told.event === 'conversation' || told.event === 'notices' || told.event === 'gone') readCounts();
  if (told.event === 'gone') void queryClient.resetQueries({ queryKey: keys.conversation(told.data.conversationId) });
  if (told.event === 'handover') ringForHandOver(told.data);
  // One's own signal comes back, too, and must not hide that the visitor writes.
  if (told.event === 'typing' && !(told.data.from === 'agent' && told.data.name === queryClient.getQueryData<Me | null>(keys.me)?.name)) noteTyping(told.data);
  if (told.event === 'message') noteTyping({ ...told.data, name: null }, true);
  if (told.event === 'presence') {
    void renew(queryClient, keys.agents);
    void renew(queryClient, keys.settings);
    if (told.data.agentId === me) {
      queryClient.setQueryData<Me | null>(keys.me, (data) => data && { ...data, status: told.data.status, online: told.data.online });
    }
  }
  if (told.event === 'me' || told.event === 'settings') void renew(queryClient, keys.me);
  if (told.event === 'settings') {
    // Groups, access and package say which conversations one sees.
    for (const queryKey of [keys.settings, keys.boxes, keys.counts, keys.searches, ['conversation']]) void renew(queryClient, queryKey);
  }
  if (told.event === 'mail') void renew(queryClient, keys.mails);
}

async function readItem(me: string, id: string): Promise<void> {
  const { messages, handOvers, seenByVisitor, rating, ...item } = await readConversation(id);
  takeEvent(me, { event: 'conversation', data: item });
}

/** Whether an event says too little: a message may be of a conversation so old that it was not read yet. Then the item is read. */
function lacks(id: string, told: Told): boolean {
  const open = queryClient.getQueryData<BoxItems>(keys.box('open'));
  return told.event === 'message' && open !== undefined && open.next !== null && !open.items.some((candidate) => candidate.id === id);
}

function ringFor(item: ConversationItem): void {
  const person = queryClient.getQueryData<Me | null>(keys.me);
  const open = queryClient.getQueryData<BoxItems>(keys.box('open'));
  if (person && open && beganToWait(open.items.find(({ id }) => id === item.id), item)) ring(person, item);
}

function ringForHandOver({ conversationId, id, by, agent }: Events['handover']): void {
  const person = queryClient.getQueryData<Me | null>(keys.me);
  const item = queryClient.getQueryData<BoxItems>(keys.box('open'))?.items.find((candidate) => candidate.id === conversationId);
  if (person && item && agent?.id === person.id && by.id !== person.id) ringHandedOver(person, item, id, by.name);
}

function conversationOf(told: Told): string | undefined {
  if (told.event === 'conversation') return told.data.id;
  return 'conversationId' in told.data ? told.data.conversationId ?? undefined : undefined;
}

const gathering = new Map<string, ReturnType<typeof setTimeout>>();

function readNotices(id: string): void {
  clearTimeout(gathering.get(id));
  gathering.set(id, setTimeout(() => {
    gathering.delete(id);
    void renew(queryClient, keys.notices(id));
    void renew(queryClient, keys.myNotices);
  }, NoticesGather));
}

let counting: ReturnType<typeof setTimeout> | undefined;

/** What a flood of events changes is counted once, and at the latest when it has gone on for a while. */
function readCounts(): void {
  counting ??= setTimeout(() => {
    counting = undefined;
    void renew(queryClient, keys.counts);
  }, CountsGather);
}

/** What was read may be old, and what is being read too: all of it once more. */
export async function readAnew(): Promise<void> {
  await queryClient.cancelQueries();
  await queryClient.invalidateQueries();
}
