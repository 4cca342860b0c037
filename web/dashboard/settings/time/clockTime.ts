/** Minutes of a day. */
export const DayMinutes = 24 * 60;

/** "8", "830", "8:30", "8.30", "24" as minutes since midnight; undefined for what is no time of day. */
export function minutesOf(text: string): number | undefined {
  const found = /^(\d{1,2})(?:[:.\s]?(\d{2}))?$/.exec(text.trim());
  if (!found) return undefined;
  const minutes = Number(found[1]) * 60 + Number(found[2] ?? 0);
  return Number(found[2] ?? 0) < 60 && minutes <= DayMinutes ? minutes : undefined;
}

/** "08:30", as the API writes times of day; the end of the day is 24:00. */
export const timeOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** What was typed as the API writes it; what is no time stays as it was typed. */
export function tidyTime(text: string): string {
  const minutes = minutesOf(text);
  return minutes === undefined ? text : timeOf(minutes);
}
