import type { SlotTime } from './slot.ts';

/** What is due at one minute: the connections of a slot, for one window. Minutes are those since 1970, `window` counts periods since then. */
export type DueSlot = SlotTime & { readonly minute: number; readonly window: number };
type TickRange = { readonly doneThrough: number; readonly now: number; readonly periods: readonly number[] };

/**
 * What is due after `doneThrough` and until `now`, both epoch minutes, minute by minute. After an outage longer than a period, its last
 * round alone: the newest window of every offset, once. Each minute belongs to one offset of one window, so no other range plans it again.
 */
export function* planTick({ doneThrough, now, periods }: TickRange): Generator<DueSlot> {
  const inUse = [...new Set(periods)].filter((every) => every > 0);
  const longest = inUse.reduce((most, every) => Math.max(most, every), 0);
  for (let minute = Math.max(doneThrough, now - longest) + 1; minute <= now; minute += 1)
    for (const everyMinutes of inUse)
      if (minute > now - everyMinutes) yield { everyMinutes, offset: minute % everyMinutes, minute, window: Math.floor(minute / everyMinutes) };
}
