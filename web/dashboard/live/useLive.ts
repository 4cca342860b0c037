import { mayPass } from '@nightbell/api';
import { useEffect, useSyncExternalStore } from 'react';
import { isProblem } from '../shared/api.ts';
import { createListeners } from '../shared/listeners.ts';
import { keys, queryClient } from '../shared/queries.ts';
import { connect, type Connection } from './connect.ts';
import { registerDevice } from './device.ts';
import { readAnew, takeEvent } from './takeEvent.ts';
import type { FromStream } from './wire.ts';

/** Milliseconds until it is tried again. */
const GoLiveAgain = 3_000;

/** Where the stream is: `dismissed` when this browser was signed out as a device from another one. */
export type Standing = 'starting' | 'up' | 'lost' | 'dismissed';

let standing: Standing = 'starting';
let connection: Connection | undefined;
let turn = 0;
let again: ReturnType<typeof setTimeout> | undefined;
const { subscribe, tell } = createListeners();

function stand(next: Standing): void {
  standing = next;
  tell();
}

export const useStanding = (): Standing => useSyncExternalStore(subscribe, () => standing);

function hear(agent: string, message: FromStream): void {
  switch (message.type) {
    case 'told': takeEvent(agent, message.told); break;
    case 'anew': void readAnew(); break;
    case 'connection': stand(message.connected ? 'up' : 'lost'); break;
    case 'ended':
      // Signed out here or elsewhere: asking who I am tells which. Where nobody is signed out after all, this tab goes on.
      stand(message.status === 404 ? 'dismissed' : 'lost');
      void queryClient.invalidateQueries({ queryKey: keys.me });
      if (message.status !== 404) goLiveSoon(agent);
  }
}

/** Registers this browser and follows everything that happens; tries again until it is there, or left. */
export function goLive(agent: string): void {
  leave();
  const mine = turn;
  stand('starting');
  registerDevice(agent).then(
    (device) => {
      if (mine === turn) connection = connect(agent, device, (message) => hear(agent, message));
    },
    (error: unknown) => {
      if (mine !== turn) return;
      stand('lost');
      if (isProblem(error, 401)) void queryClient.invalidateQueries({ queryKey: keys.me });
      else if (mayPass(error)) goLiveSoon(agent);
    });
}

function goLiveSoon(agent: string): void {
  clearTimeout(again);
  again = setTimeout(() => goLive(agent), GoLiveAgain);
}

/** Stops listening in this tab, also to a connection that is only being made. */
function leave(): void {
  clearTimeout(again);
  turn += 1;
  connection?.close();
  connection = undefined;
}

/** Ends the stream in every tab. */
export function stopLive(): void {
  connection?.stop();
  leave();
}

/** Keeps the page live for an agent. */
export function useLive(agent: string): void {
  useEffect(() => {
    goLive(agent);
    return leave;
  }, [agent]);
}
