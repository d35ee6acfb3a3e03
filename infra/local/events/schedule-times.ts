/** When a schedule fires. Milliseconds since 1970. */
export type ScheduleTimes =
  | { readonly kind: 'once'; readonly atMs: number }
  | { readonly kind: 'rate'; readonly everyMs: number; readonly startMs: number | null; readonly endMs: number | null };

const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ['minute', 60_000],
  ['hour', 3_600_000],
  ['day', 86_400_000],
]);

/** "rate(5 minutes)", "at(2026-11-23T12:00:00)" in UTC. Null for anything else, cron among it. */
export function timesOf(expression: string): ScheduleTimes | null {
  const [, at] = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/.exec(expression) ?? [];
  if (at !== undefined) return Number.isNaN(Date.parse(`${at}Z`)) ? null : { kind: 'once', atMs: Date.parse(`${at}Z`) };
  const [, count, unit = ''] = /^rate\(([1-9]\d{0,6}) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const unitMs = UNIT_MS.get(unit);
  return unitMs === undefined ? null : { kind: 'rate', everyMs: Number(count) * unitMs, startMs: null, endMs: null };
}

/** The first moment after `nowMs`; null where there is none. Rates count from their start date, else from 1970: a restart does not move them. */
export function nextAfter(times: ScheduleTimes, nowMs: number): number | null {
  if (times.kind === 'once') return times.atMs > nowMs ? times.atMs : null;
  const { everyMs, startMs, endMs } = times;
  const from = startMs ?? 0;
  const next = nowMs < from ? from : from + (Math.floor((nowMs - from) / everyMs) + 1) * everyMs;
  return endMs !== null && next > endMs ? null : next;
}

/** The last moment that is not after `nowMs`, of a schedule that was due since. */
export function latestUntil(times: ScheduleTimes, nowMs: number): number {
  if (times.kind === 'once') return times.atMs;
  const { everyMs, startMs, endMs } = times;
  const from = startMs ?? 0;
  return from + Math.floor((Math.min(nowMs, endMs ?? nowMs) - from) / everyMs) * everyMs;
}
