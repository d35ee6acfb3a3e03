/** A period of schedules; `seenAtMs` is when it was last entered, or something was last found due in it, to within a day. */
export type Period = { readonly everyMinutes: number; readonly seenAtMs: number };
/** The last minute that was dispatched, and since when all were, without a longer gap; minutes since 1970. */
export type Dispatched = { readonly steadySince: number; readonly doneThrough: number };
/** Before the first tick. */
export const NOWHERE: Dispatched = { steadySince: 0, doneThrough: 0 };

/** Every tick looks at every period: this many a workspace may use, and the usual ones whether they are among them or not. */
export const MOST_PERIODS = 64;
/** Nobody can use up what everybody needs: 5 to 30 minutes, 1 to 12 hours, a day, a week, 30 days. */
export const USUAL_PERIODS: readonly number[] = [5, 10, 15, 20, 30, 60, 120, 180, 240, 360, 480, 720, 1_440, 10_080, 43_200];
/** Of a longer gap not every minute is dispatched, nor all at once: what was not seen in it proves nothing. */
export const MOST_STEADY_GAP_MINUTES = 60;

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
/** One for how stale `seenAtMs` may be, one for ticks that come late. */
const IDLE_MS = 2 * DAY_MS;

/** The periods with one more, or seen again; in place of one that no schedule has any more where there is no room. `there`: it was seen today. */
export function entered(periods: readonly Period[], entering: Period, dispatched: Dispatched): readonly Period[] | 'there' | 'full' {
  const { everyMinutes, seenAtMs: nowMs } = entering;
  const known = periods.find((period) => period.everyMinutes === everyMinutes);
  if (known && !isStale(known, nowMs)) return 'there';
  if (known || USUAL_PERIODS.includes(everyMinutes) || periods.length < MOST_PERIODS) return [...periods.filter((period) => period !== known), entering];
  const idle = periods.find((period) => isIdle(period, dispatched));
  return idle ? [...periods.filter((period) => period !== idle), entering] : 'full';
}

/** The periods, with those seen in which something was found due. */
export function seen(periods: readonly Period[], found: readonly number[], nowMs: number): readonly Period[] {
  const others = periods.filter(({ everyMinutes }) => !found.includes(everyMinutes));
  return [...others, ...found.map((everyMinutes) => ({ everyMinutes, seenAtMs: nowMs }))];
}

/** Those of `found` that are to be written down as seen again: once a day, so that a tick rarely writes. */
export function staleIn(periods: readonly Period[], found: ReadonlySet<number>, nowMs: number): readonly number[] {
  return periods.filter((period) => found.has(period.everyMinutes) && isStale(period, nowMs)).map(({ everyMinutes }) => everyMinutes);
}

function isStale({ seenAtMs }: Period, nowMs: number): boolean {
  return nowMs - seenAtMs >= DAY_MS;
}

/** Whether no schedule has the period any more: all of its minutes have come since it was last seen. */
function isIdle({ everyMinutes, seenAtMs }: Period, { steadySince, doneThrough }: Dispatched): boolean {
  return Math.max(seenAtMs, steadySince * MINUTE_MS) + everyMinutes * MINUTE_MS + IDLE_MS < doneThrough * MINUTE_MS;
}
