import type { DeviceKind } from '@nightbell/api';
import { newId } from '@nightbell/widget/id';
import i18next from 'i18next';
import { isProblem, send } from '../shared/api.ts';
import { keep, kept } from '../shared/keep.ts';

const nameOf = (agent: string): string => `device:${agent}`;

/** This browser's id as a device of the agent: one for all its tabs, kept between visits. */
export function deviceId(agent: string): string {
  const known = kept(nameOf(agent));
  if (known) return known;
  const fresh = newId();
  keep(nameOf(agent), fresh);
  return fresh;
}

/** Signs this browser in as a device, in contact from now on. */
export async function registerDevice(agent: string): Promise<string> {
  const id = deviceId(agent);
  const body = { kind: deviceKind(navigator.userAgent, isInstalled()), name: deviceName(navigator.userAgent) };
  try {
    await send('PUT', `/api/me/devices/${id}`, body);
    return id;
  } catch (error) {
    if (!isProblem(error, 404, 409)) throw error;
    const fresh = newId();
    keep(nameOf(agent), fresh);
    await send('PUT', `/api/me/devices/${fresh}`, body);
    return fresh;
  }
}

/** Opened from its icon, in a window of its own. */
const isInstalled = (): boolean => matchMedia('(display-mode: standalone)').matches;

/** What kind of device this is: a tab of a browser, or a program that was installed on a phone or a desk. */
export function deviceKind(userAgent: string, installed: boolean): DeviceKind {
  if (!installed) return 'web';
  return /iPhone|iPad|Android/.test(userAgent) ? 'mobile' : 'desktop';
}

const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdg\//, 'Edge'], [/\bOPR\//, 'Opera'], [/\bFirefox\//, 'Firefox'], [/Chrome\//, 'Chrome'], [/\bSafari\//, 'Safari'],
];
const systems: readonly (readonly [RegExp, string])[] = [
  [/iPhone|iPad/, 'iOS'], [/Android/, 'Android'], [/Windows/, 'Windows'], [/Mac OS X/, 'macOS'], [/CrOS/, 'ChromeOS'], [/Linux/, 'Linux'],
];

/** "Chrome on Windows": a name by which a person recognises the device. */
export function deviceName(userAgent: string): string {
  const find = (names: typeof browsers): string | undefined => names.find(([pattern]) => pattern.test(userAgent))?.[1];
  const browser = find(browsers) ?? i18next.t('device.browser');
  const system = find(systems);
  return system ? i18next.t('device.name', { browser, system }) : browser;
}
