import { durationOf } from '../connections/duration.ts';
import type { StoredConnection } from '../connections/stored-connection.ts';
import { refuse } from '../errors.ts';
import { MOST_PERIODS, USUAL_PERIODS } from '../settings/period.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { everyMinutesOf } from './slot.ts';

const MOST_NAMED = 6;

/**
 * Says that the period of a connection is in use; before the connection is written, so that no tick passes it over.
 * @throws RequestError `period_limit`
 */
export async function enterPeriod(settings: Pick<SettingsStore, 'addPeriod' | 'periods'>, connection: StoredConnection): Promise<void> {
  const everyMinutes = everyMinutesOf(connection);
  if (everyMinutes === null || (await settings.addPeriod(everyMinutes)) === 'added') return;
  const inUse = (await settings.periods()).map((period) => period.everyMinutes);
  refuse('period_limit', { pointer: '/schedule/every', found: String(MOST_PERIODS), expected: nearest(everyMinutes, [...USUAL_PERIODS, ...inUse]) });
}

/** "PT15M, PT17M, PT20M": the nearest that may be had, shortest first. */
function nearest(everyMinutes: number, periods: readonly number[]): string {
  const byDistance = [...new Set(periods)].toSorted((a, b) => Math.abs(a - everyMinutes) - Math.abs(b - everyMinutes));
  const named = byDistance.slice(0, MOST_NAMED).toSorted((a, b) => a - b);
  return named.map(durationOf).join(', ');
}
