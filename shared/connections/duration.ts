const DURATION = /^P(?=.)(?:(\d{1,2})W|(?:(\d{1,3})D)?(?:T(?=.)(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,7})S)?)?)$/;
const SECONDS = [604_800, 86_400, 3_600, 60, 1];

/** Seconds of an ISO 8601 duration in weeks, or in days, hours, minutes and seconds; null for other texts. Months and years have no fixed length. */
export function durationSeconds(text: string): number | null {
  // A part that is not there is undefined, whatever its type says.
  const parts = DURATION.exec(text)?.slice(1);
  return parts ? parts.reduce((sum, part, at) => sum + Number(part || 0) * (SECONDS[at] ?? 0), 0) : null;
}

/** Minutes of such a duration; null too where it is not whole minutes. */
export function wholeMinutes(text: string): number | null {
  const seconds = durationSeconds(text);
  return seconds === null || seconds % 60 !== 0 ? null : seconds / 60;
}

/** Such a duration, of whole minutes. */
export function durationOf(minutes: number): string {
  const [days, hours, rest] = [Math.floor(minutes / 1_440), Math.floor((minutes % 1_440) / 60), minutes % 60];
  const time = `${hours > 0 ? `${hours}H` : ''}${rest > 0 ? `${rest}M` : ''}`;
  return `P${days > 0 ? `${days}D` : ''}${time && `T${time}`}`;
}
