/** Milliseconds in the units that ages are told in. */
const Second = 1_000;
const Minute = 60 * Second;
const Hour = 60 * Minute;
const Day = 24 * Hour;

/** Octets in the unit that sizes are told in. */
const Kilo = 1_024;

export interface Format {
  language: string;
  /** "02:15" today, "Nov 24, 02:15" otherwise; with the year, like all dates here, where it is another one. */
  moment: (at: string | number, now?: number) => string;
  /** "02:15", whatever the day. */
  time: (at: string | number) => string;
  /** "Tuesday, 24 November". */
  day: (at: string | number, now?: number) => string;
  /** A moment with seconds, for evidence. */
  exact: (at: string | number, now?: number) => string;
  /** How long ago in one unit: "12 min". Never less than nothing, whatever the clocks say. */
  age: (since: string | number, now: number) => string;
  /** A length of time in the largest fitting unit. */
  duration: (seconds: number) => string;
  list: (names: readonly string[]) => string;
  count: (value: number) => string;
  /** Octets as people read them: "1.4 MB", and "1 kB" for anything less. */
  size: (octets: number) => string;
}

/** How an agent reads times and lists: in their language and their time zone. */
export function formatOf(language: string, timeZone: string): Format {
  const zone = isZone(timeZone) ? timeZone : undefined;
  const with24 = { hourCycle: 'h23', hour: '2-digit', minute: '2-digit', timeZone: zone } as const;
  const formats = {
    day: new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }),
    time: new Intl.DateTimeFormat(language, with24),
    seconds: new Intl.DateTimeFormat(language, { ...with24, second: '2-digit' }),
    list: new Intl.ListFormat(language, { type: 'conjunction' }),
    number: new Intl.NumberFormat(language),
  };
  const toDate = (at: string | number): Date => new Date(at);
  const isToday = (date: Date, now: number): boolean => formats.day.format(date) === formats.day.format(now);
  const yearOf = (at: Date | number): string => formats.day.format(at).slice(0, 4);
  const dated = (options: Intl.DateTimeFormatOptions): ((date: Date, now: number) => string) => {
    const [short, long] = [new Intl.DateTimeFormat(language, options), new Intl.DateTimeFormat(language, { ...options, year: 'numeric' })];
    return (date, now) => (yearOf(date) === yearOf(now) ? short : long).format(date);
  };
  const weekday = dated({ timeZone: zone, weekday: 'long', month: 'long', day: 'numeric' });
  const dateTime = dated({ ...with24, month: 'short', day: 'numeric' });
  const dateSeconds = dated({ ...with24, second: '2-digit', month: 'short', day: 'numeric' });
  const unit = (value: number, name: string): string =>
    new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: 0 }).format(value);
  const length = (milliseconds: number): string => {
    const positive = Math.max(0, milliseconds);
    if (positive < Minute) return unit(Math.floor(positive / Second), 'second');
    if (positive < Hour) return unit(Math.floor(positive / Minute), 'minute');
    if (positive < 2 * Day) return unit(Math.floor(positive / Hour), 'hour');
    return unit(Math.floor(positive / Day), 'day');
  };
  return {
    language,
    moment: (at, now = Date.now()) => (isToday(toDate(at), now) ? formats.time.format(toDate(at)) : dateTime(toDate(at), now)),
    time: (at) => formats.time.format(toDate(at)),
    day: (at, now = Date.now()) => weekday(toDate(at), now),
    exact: (at, now = Date.now()) => (isToday(toDate(at), now) ? formats.seconds.format(toDate(at)) : dateSeconds(toDate(at), now)),
    age: (since, now) => length(now - toDate(since).getTime()),
    duration: (seconds) => length(seconds * Second),
    list: (names) => formats.list.format(names),
    count: (value) => formats.number.format(value),
    size: (octets) => {
      // Some languages write "7 byte": less than a kilobyte counts as one.
      const [value, name] = octets < Kilo * Kilo ? [Math.max(1, octets / Kilo), 'kilobyte'] : [octets / Kilo / Kilo, 'megabyte'];
      return new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: name === 'megabyte' ? 1 : 0 }).format(value);
    },
  };
}

/** The server keeps zones that a browser may not know. */
function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
