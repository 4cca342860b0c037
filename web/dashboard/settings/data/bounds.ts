const Day = 24 * 60 * 60_000;

/** How far a zone's wall is from UTC at a moment, in milliseconds. */
function offset(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
  }).formatToParts(at);
  const value = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return Date.UTC(value('year'), value('month') - 1, value('day'), value('hour'), value('minute'), value('second')) - Math.floor(at / 1000) * 1000;
}

/** The moment at which a day begins on the wall of a zone. */
function begins(day: string, timeZone: string, daysLater: number): string {
  const wall = Date.parse(`${day}T00:00:00Z`) + daysLater * Day;
  // The offset of the guess may be that of the other side of a change of the clocks; asked once more it is the right one.
  const guess = wall - offset(wall, timeZone);
  return new Date(wall - offset(guess, timeZone)).toISOString();
}

/** Days as a person gives them, the last one included, as the bounds that the API takes. */
export function dayBounds(from: string, to: string, timeZone: string): { from?: string; to?: string } {
  return { ...(from ? { from: begins(from, timeZone, 0) } : {}), ...(to ? { to: begins(to, timeZone, 1) } : {}) };
}
