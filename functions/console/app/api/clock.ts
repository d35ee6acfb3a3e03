/** A browser's clock is this far off, and it is left alone; a Date header has whole seconds, and took a moment to come. */
const TOLERATED_MS = 60_000;

let aheadMs = 0;

/** What time the API had when it answered, by the Date header of its last answer; null where it has none. */
export function hearTime(date: string | null): void {
  const difference = Date.parse(date ?? '') - Date.now();
  if (!Number.isNaN(difference)) aheadMs = Math.abs(difference) > TOLERATED_MS ? difference : 0;
}

/** The time by which all that the API tells is to be read: that of the browser, unless the API's is more than a minute from it. */
export function apiNow(): number {
  return Date.now() + aheadMs;
}
