import { Problem, type Id } from '@nightbell/api';
import { newId } from '@nightbell/widget/id';
import { t } from '../shared/i18n.ts';
import { send } from '../shared/page.ts';

const ids = new Map<Id, Id>();
const nameOf = (agent: Id): string => `nightbell:device:${agent}`;

/** This browser's id as a device of the agent; one for all its tabs, kept between visits. */
export function deviceId(agent: Id): Id {
  let id = ids.get(agent);
  if (!id) {
    try {
      id = localStorage.getItem(nameOf(agent)) ?? undefined;
    } catch {
      // Blocked storage: a device for this page.
    }
  }
  return id ?? keep(agent, newId());
}

function keep(agent: Id, id: Id): Id {
  ids.set(agent, id);
  try {
    localStorage.setItem(nameOf(agent), id);
  } catch {
    // As above.
  }
  return id;
}

/** Signs this browser in as a device, in contact from now on. */
export async function registerDevice(agent: Id): Promise<Id> {
  const id = deviceId(agent);
  const body = { kind: 'web', name: deviceName(navigator.userAgent) };
  try {
    await send('PUT', `/api/me/devices/${id}`, body);
    return id;
  } catch (error) {
    if (!(error instanceof Problem) || ![404, 409].includes(error.status)) throw error;
    const fresh = keep(agent, newId());
    await send('PUT', `/api/me/devices/${fresh}`, body);
    return fresh;
  }
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
  const browser = find(browsers) ?? t('device.browser');
  const system = find(systems);
  return system ? t('device.name', { browser, system }) : browser;
}
