import { staleIn } from '../settings/period.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { DispatchRound, type RoundDeps, type RoundResult } from './dispatch-round.ts';
import { planTick } from './tick.ts';

export type DispatchDeps = RoundDeps & {
  readonly settings: Pick<SettingsStore, 'periods' | 'keepPeriods' | 'claimTick' | 'finishTick'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};
/** What one tick came to. Minutes since 1970. */
export type Dispatched = Pick<RoundResult, 'sent' | 'end'> & { readonly from: number; readonly through: number; readonly doneThrough: number };

const MINUTE_MS = 60_000;
/** Longer than the dispatcher's function may run: whoever takes over finds it dead. */
const LEASE_MS = 90_000;

/**
 * Hands what is due to the queue, for all minutes since the last finished one; null where another tick does so, or has done it.
 * First sent, then finished: what is sent again is one verification all the same, and no minute is finished that was not sent whole.
 */
export async function dispatchDue(deps: DispatchDeps): Promise<Dispatched | null> {
  const nowMs = deps.now();
  const tick = await deps.settings.claimTick({ minute: Math.floor(nowMs / MINUTE_MS), leaseUntilMs: nowMs + LEASE_MS });
  if (!tick) return null;
  const { from, through } = tick;
  const periods = await deps.settings.periods();
  const all = periods.map(({ everyMinutes }) => everyMinutes);
  const { unfinished, sent, end, found } = await new DispatchRound(deps).run(planTick({ doneThrough: from - 1, now: through, periods: all }));
  await deps.settings.keepPeriods(staleIn(periods, found, nowMs));
  const doneThrough = unfinished === null ? through : unfinished - 1;
  await deps.settings.finishTick(tick, doneThrough);
  return { from, through, doneThrough, sent, end };
}
