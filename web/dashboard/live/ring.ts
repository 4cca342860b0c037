import type { ConversationItem, Me } from '@nightbell/api';
import i18next from 'i18next';
import { keep, kept } from '../shared/keep.ts';

/** The bell as two fading partials: hertz, loudness. */
const Partials = [[880, 0.16], [1_318, 0.07]] as const;

/** Seconds it sounds. */
const Fade = 1.1;

/** Letters of a message that a notification shows. */
const Excerpt = 140;

export const SoundName = 'sound';
export const NotifyName = 'notify';

/** Whether somebody began to wait whom nobody has: for that the bell rings, not for every line they write. */
export const beganToWait = (before: ConversationItem | undefined, now: ConversationItem): boolean =>
  now.state === 'open' && now.assignees.length === 0 && now.waitingSince !== null && now.waitingSince !== before?.waitingSince;

/** Rings for a waiting visitor, in one tab only, and for nobody who is off duty. */
export function ring(me: Me, item: ConversationItem): void {
  ringOnce(me, item, `${item.id} ${item.waitingSince ?? ''}`, i18next.t('ring.title', { name: nameOf(item) }));
}

/** Rings for a conversation that a colleague handed over to this person, who had not asked for it. */
export function ringHandedOver(me: Me, item: ConversationItem, handOver: string, by: string): void {
  ringOnce(me, item, handOver, i18next.t('handOver.ring', { by, name: nameOf(item) }));
}

const nameOf = ({ visitor }: ConversationItem): string => visitor.name ?? visitor.email ?? i18next.t('visitor');

function ringOnce(me: Me, item: ConversationItem, what: string, title: string): void {
  if (!me.active || me.status !== 'online' || kept('rung') === what) return;
  keep('rung', what);
  if (kept(SoundName) !== 'off') sound();
  if (kept(NotifyName) === 'on' && !document.hasFocus()) notify(item, title);
}

let audio: AudioContext | undefined;

/** A browser lets a page sound only after its person has pressed something on it; before that this is silent. */
export function sound(): void {
  try {
    audio ??= new AudioContext();
    const { currentTime, destination } = audio;
    void audio.resume().catch(() => undefined);
    for (const [frequency, loudness] of Partials) {
      const tone = new OscillatorNode(audio, { frequency });
      const volume = new GainNode(audio, { gain: loudness });
      volume.gain.exponentialRampToValueAtTime(0.001, currentTime + Fade);
      tone.connect(volume).connect(destination);
      tone.start();
      tone.stop(currentTime + Fade);
    }
  } catch {
    // No sound here.
  }
}

function notify({ id, lastMessage }: ConversationItem, title: string): void {
  try {
    const shown = new Notification(title, { body: lastMessage.text.slice(0, Excerpt), tag: id });
    shown.onclick = () => {
      window.focus();
      void import('../routes.tsx').then(({ router }) => router.navigate({ to: '/', search: { conversation: id } }));
    };
  } catch {
    // Phones show none without a service worker.
  }
}
