/** One value that a change touched: its name inside the setting, and what it was and became; undefined for what was or is not there. */
export interface ChangedLine {
  name: string;
  was: string | undefined;
  becomes: string | undefined;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

const written = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** What differs between two states of a setting, value by value. What says whose it is (an id, a name) stands in both and is kept. */
export function linesOf(before: unknown, after: unknown): ChangedLine[] {
  if (!isRecord(before ?? {}) || !isRecord(after ?? {}) || (before === null && after === null)) {
    return [{ name: '', was: before === null ? undefined : written(before), becomes: after === null ? undefined : written(after) }];
  }
  const [was, becomes] = [isRecord(before) ? before : {}, isRecord(after) ? after : {}];
  const names = [...new Set([...Object.keys(was), ...Object.keys(becomes)])].filter((name) => name !== 'id');
  const lines = names.map((name) => ({
    name,
    was: name in was && was[name] !== null ? written(was[name]) : undefined,
    becomes: name in becomes && becomes[name] !== null ? written(becomes[name]) : undefined,
  }));
  return lines.filter((line) => line.was !== line.becomes);
}
