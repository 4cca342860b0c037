import { mayPass, type FileItem } from '@nightbell/api';
import { createUpload, FilesMax, FileSizeMax } from '@nightbell/api/upload';
import { newId } from '@nightbell/widget/id';
import { useSyncExternalStore } from 'react';
import { words } from '../../shared/api.ts';
import { createListeners } from '../../shared/listeners.ts';
import { language } from '../../shared/texts.ts';

const upload = createUpload({ language });

/** A file that is to go with the next answer. */
export interface Attachment {
  /** The id it is sent with, so that sending it again doubles nothing. */
  id: string;
  name: string;
  size: number;
  file: File;
  /** From 0 to 1. */
  progress: number;
  /** As the server has it, once it has. */
  item?: FileItem;
  /** Why it was not sent, in words. */
  failed?: string;
  /** Sending it again may help. */
  again?: boolean;
}

/** Where files wait: one agent's answer in one conversation. */
export const placeOf = (agent: string, conversation: string): string => `${agent}:${conversation}`;

const none: readonly Attachment[] = [];
/** A file is its sender's, and nobody's who signs in after them. */
const byPlace = new Map<string, readonly Attachment[]>();
const underWay = new Map<string, AbortController>();
const { subscribe, tell } = createListeners();

function change(place: string, by: (all: readonly Attachment[]) => readonly Attachment[]): void {
  const after = by(byPlace.get(place) ?? none);
  if (after.length === 0) byPlace.delete(place);
  else byPlace.set(place, after);
  tell();
}

const update = (place: string, id: string, by: (one: Attachment) => Attachment): void =>
  change(place, (all) => all.map((one) => (one.id === id ? by(one) : one)));

/** The files that wait for a conversation's next answer. They are sent at once, and go on while other conversations are read. */
export const useAttachments = (place: string): readonly Attachment[] =>
  useSyncExternalStore(subscribe, () => byPlace.get(place) ?? none);

/** Adds files, as many as a message can carry, and sends them. `tooLarge` is said of those that are. */
export function attach(place: string, files: readonly File[], tooLarge: string): void {
  const room = FilesMax - (byPlace.get(place) ?? none).length;
  for (const file of files.slice(0, Math.max(0, room))) {
    const one: Attachment = { id: newId(), name: file.name, size: file.size, file, progress: 0 };
    change(place, (all) => [...all, file.size > FileSizeMax ? { ...one, failed: tooLarge } : one]);
    if (file.size <= FileSizeMax) void send(place, one);
  }
}

/** Sends it, for the first time or again. */
export async function send(place: string, { id, name, file }: Attachment): Promise<void> {
  const stop = new AbortController();
  underWay.set(id, stop);
  update(place, id, ({ failed, ...one }) => ({ ...one, progress: 0 }));
  try {
    const item = await upload<FileItem>(`/api/files?name=${encodeURIComponent(name)}&id=${id}`, file, {
      signal: stop.signal, progress: (progress) => update(place, id, (one) => ({ ...one, progress })),
    });
    update(place, id, (one) => ({ ...one, item, name: item.name, progress: 1 }));
  } catch (error) {
    if (!stop.signal.aborted) update(place, id, (one) => ({ ...one, failed: words(error), again: mayPass(error) }));
  } finally {
    underWay.delete(id);
  }
}

/** It is not wanted after all. */
export function detach(place: string, id: string): void {
  underWay.get(id)?.abort();
  change(place, (all) => all.filter((one) => one.id !== id));
}

/** Waits for what is on its way; whether all of it went. */
export async function settled(place: string): Promise<boolean> {
  const present = (): readonly Attachment[] => byPlace.get(place) ?? none;
  const before = present().filter(({ failed }) => failed !== undefined).length;
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (present().some(({ item, failed }) => !item && failed === undefined)) return;
      leave();
      resolve();
    };
    const leave = subscribe(look);
    look();
  });
  return present().filter(({ failed }) => failed !== undefined).length <= before;
}

/** Takes what is ready, to be posted. */
export function takeReady(place: string): FileItem[] {
  const ready = (byPlace.get(place) ?? none).flatMap(({ item }) => (item ? [item] : []));
  change(place, (all) => all.filter(({ item }) => !item));
  return ready;
}

/** What a message of files alone says. */
export const namesOf = (files: readonly Pick<FileItem, 'name'>[]): string => files.map(({ name }) => name).join(', ');
