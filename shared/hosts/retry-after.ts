const SECONDS = /^\d{1,10}$/;
/** The one form that RFC 9110 §5.6.7 lets anybody send. Date.parse reads much that is no date. */
const DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} GMT$/;
const MOST_MS = 3_600_000;

/** How long a Retry-After asks for, an hour at most; null where it is neither seconds nor a date. RFC 9110 §10.2.3. */
export function retryAfterMs(text: string, nowMs: number): number | null {
  const ms = SECONDS.test(text) ? Number(text) * 1_000 : DATE.test(text) ? Date.parse(text) - nowMs : NaN;
  return Number.isNaN(ms) ? null : Math.min(MOST_MS, Math.max(0, ms));
}
