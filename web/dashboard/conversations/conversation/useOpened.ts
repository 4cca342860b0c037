import type { Conversation } from '@nightbell/api';
import { useCallback, useEffect, useRef, type RefObject } from 'react';
import { deviceId } from '../../live/device.ts';
import { isInUse, onUse } from '../../live/inUse.ts';
import { send } from '../../shared/api.ts';

/**
 * Tells the server what this person has seen: up to the newest message that is on screen, and only while the page is
 * visible and in use. It silences their e-mail, so it must be true.
 */
export function useOpened(agent: string, { id, waitingSince, messages }: Conversation, log: RefObject<HTMLElement | null>): void {
  const seen = useRef(0);
  const told = useRef('');
  const report = useCallback(() => {
    // Seeing the same message again is news once the waiting began anew.
    const what = `${seen.current} ${waitingSince ?? ''}`;
    if (seen.current === 0 || what === told.current || !isInUse()) return;
    told.current = what;
    send('PUT', `/api/conversations/${encodeURIComponent(id)}/opened`, { device: deviceId(agent), upTo: seen.current }).catch(() => {
      // Not told: the next message or the next look at the page tells it.
      told.current = '';
    });
  }, [agent, id, waitingSince]);
  useEffect(() => onUse(report), [report]);
  useEffect(() => {
    const observer = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) {
        if (isIntersecting && target instanceof HTMLElement) seen.current = Math.max(seen.current, Number(target.dataset['number']));
      }
      report();
    });
    for (const element of log.current?.querySelectorAll('[data-number]') ?? []) observer.observe(element);
    return () => observer.disconnect();
  }, [report, messages, log]);
}
