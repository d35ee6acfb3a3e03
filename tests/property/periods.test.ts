import { array, assert, asyncProperty, constant, constantFrom, integer, oneof, record } from 'fast-check';
import { expect, it } from 'vitest';
import { type DispatchDeps, dispatchDue } from '../../shared/runs/dispatch.ts';
import { slotsAt } from '../../shared/runs/slot.ts';
import { MOST_PERIODS } from '../../shared/settings/period.ts';
import type { SettingsStore } from '../../shared/settings/settings-store.ts';
import { makeMemorySettingsStore } from '../helpers/stores/memory-settings-store.ts';

const MINUTE_MS = 60_000;
const NOON = Date.UTC(2026, 10, 23, 12) / MINUTE_MS;

// Minutes between two ticks: at most an hour as a rule, hours or days after an outage. A tick that is cut short looks at so many slots.
const GAP = oneof({ weight: 60, arbitrary: constant(60) }, { weight: 8, arbitrary: integer({ min: 1, max: 59 }) }, integer({ min: 61, max: 4_000 }));
const HISTORIES = record({
  everyMinutes: constantFrom(7, 44, 61, 601),
  offset: integer({ min: 0, max: 600 }),
  gaps: array(GAP, { minLength: 90, maxLength: 90 }),
  slotsAtMost: constantFrom(Infinity, 3_000, 1_000),
});

/** The slots of one connection hold it, all others nothing. */
function connectionAt(everyMinutes: number, offset: number): DispatchDeps['connections'] {
  const [slot] = slotsAt({ everyMinutes, offset: offset % everyMinutes });
  return { due: async (name) => ({ items: name === slot ? [{ id: 'con_1', project: 'demo' }] : [], next: null }) };
}

async function crowd(settings: SettingsStore, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await settings.addPeriod(201 + 2 * n);
}

it('a period that a connection has never gives way to others, over lost ticks, outages and rounds that are cut short', async () => {
  await assert(
    asyncProperty(HISTORIES, async ({ everyMinutes, offset, gaps, slotsAtMost }) => {
      const clock = { minute: NOON };
      const now = (): number => clock.minute * MINUTE_MS;
      const settings = makeMemorySettingsStore({ now });
      const deps = { settings, connections: connectionAt(everyMinutes, offset), queue: { send: async () => [] }, now, wait: async () => {} };
      await settings.addPeriod(everyMinutes);
      await crowd(settings, MOST_PERIODS - 1);
      for (let tick = 0; tick < gaps.length; tick += 1) {
        let calls = 0;
        const remainingMs = (): number => ((calls += 1) > slotsAtMost ? 0 : MINUTE_MS);
        clock.minute += gaps[tick] ?? 1;
        await dispatchDue({ ...deps, remainingMs });
        await crowd(settings, 2 * MOST_PERIODS);
        expect((await settings.periods()).map((period) => period.everyMinutes)).toContain(everyMinutes);
      }
    }),
    { numRuns: 15 },
  );
}, 60_000);
