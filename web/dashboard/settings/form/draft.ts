const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

const keysOf = <T extends object>(value: T): (keyof T)[] => Object.keys(value) as (keyof T)[];

/** Whether anything that was changed here differs from what is saved. */
export const changedIn = <T extends object>(saved: T, patch: Partial<T>): boolean =>
  keysOf(patch).some((key) => !same(saved[key], patch[key]));

/** What was changed once more while it was being saved. */
export function unsettled<T extends object>(now: Partial<T>, sent: Partial<T>): Partial<T> {
  const rest: Partial<T> = {};
  for (const key of keysOf(now)) if (!(key in sent) || !same(now[key], sent[key])) rest[key] = now[key];
  return rest;
}

/** A list with one item replaced. */
export const replaced = <T>(list: readonly T[], at: number, item: T): T[] => list.map((present, index) => (index === at ? item : present));

/** A list without one item. */
export const without = <T>(list: readonly T[], at: number): T[] => list.filter((_, index) => index !== at);

/** A set as a list, with one member put in or taken out. */
export const toggled = <T>(list: readonly T[], member: T, wanted: boolean): T[] =>
  wanted ? [...list.filter((present) => present !== member), member] : list.filter((present) => present !== member);
