import { array, assert, constant, double, integer, nat, oneof, property, tuple, uniqueArray } from 'fast-check';
import { expect, it } from 'vitest';
import { type DueSlot, planTick } from '../../shared/runs/tick.ts';

const PERIODS = uniqueArray(integer({ min: 5, max: 180 }), { minLength: 1, maxLength: 6 });
const START = integer({ min: 0, max: 40_000_000 });
// Minutes between two ticks: none for a duplicate, one as a rule, more where ticks were lost, hours or days after an outage.
const GAPS = array(oneof({ weight: 6, arbitrary: constant(1) }, constant(0), integer({ min: 2, max: 12 }), integer({ min: 60, max: 800 })), {
  minLength: 1,
  maxLength: 60,
});

const nameOf = ({ everyMinutes, offset, window }: Omit<DueSlot, 'minute'>): string => `${everyMinutes}#${offset} in ${window}`;

/** What has to be planned, from the side of a connection: its newest window that came due in the range, and no other. */
function expectedIn({ doneThrough, now, everyMinutes }: { doneThrough: number; now: number; everyMinutes: number }): readonly string[] {
  const names: string[] = [];
  for (let offset = 0; offset < everyMinutes; offset += 1) {
    const window = Math.floor((now - offset) / everyMinutes);
    if (window * everyMinutes + offset > doneThrough) names.push(nameOf({ everyMinutes, offset, window }));
  }
  return names;
}

it('every slot is planned once for its newest window that came due since the last tick, over lost and repeated ticks and outages', () => {
  assert(
    property(PERIODS, START, GAPS, (periods, start, gaps) => {
      const planned = new Set<string>();
      let doneThrough = start;
      for (const gap of gaps) {
        const now = doneThrough + gap;
        const names = [...planTick({ doneThrough, now, periods })].map(nameOf);
        expect(names.toSorted()).toEqual(periods.flatMap((everyMinutes) => expectedIn({ doneThrough, now, everyMinutes })).toSorted());
        for (const name of names) expect(planned.has(name)).toBe(false);
        for (const name of names) planned.add(name);
        doneThrough = now;
      }
    }),
    { numRuns: 300 },
  );
});

it('no window of a connection is missed while outages are shorter than its period', () => {
  const shorter = tuple(integer({ min: 5, max: 240 }), START, array(double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 }));
  assert(
    property(shorter, ([everyMinutes, start, parts]) => {
      let doneThrough = start;
      const seen = new Map<number, number[]>();
      for (const part of parts) {
        const now = doneThrough + Math.round(part * everyMinutes);
        for (const { offset, window } of planTick({ doneThrough, now, periods: [everyMinutes] })) seen.set(offset, [...(seen.get(offset) ?? []), window]);
        doneThrough = now;
      }
      for (let offset = 0; offset < everyMinutes; offset += 1) {
        const [first, last] = [start, doneThrough].map((minute) => Math.floor((minute - offset) / everyMinutes));
        expect(seen.get(offset) ?? []).toEqual(Array.from({ length: last! - first! }, (_, n) => first! + 1 + n));
      }
    }),
    { numRuns: 300 },
  );
});

it('after an outage a tick that ends early is gone on with, and no slot comes twice in a window for it', () => {
  assert(
    property(PERIODS, START, array(nat({ max: 300 }), { maxLength: 20 }), (periods, start, stops) => {
      const planned: string[] = [];
      let [doneThrough, now] = [start, start + 400];
      for (const stop of [...stops, 1_000]) {
        const slots = [...planTick({ doneThrough, now, periods })];
        const last = Math.min(now, doneThrough + stop);
        planned.push(...slots.filter(({ minute }) => minute <= last).map(nameOf));
        doneThrough = last;
        now += 1;
      }
      expect(new Set(planned).size).toBe(planned.length);
      for (const everyMinutes of periods)
        for (const name of expectedIn({ doneThrough: doneThrough - everyMinutes, now: doneThrough, everyMinutes })) expect(planned).toContain(name);
    }),
    { numRuns: 200 },
  );
});

it('slots come minute by minute, belong to their minute, and a year without ticks costs one round of each period', () => {
  const slots = [...planTick({ doneThrough: 29_000_000, now: 29_525_600, periods: [5, 44_640, 15, 5] })];
  expect(slots).toHaveLength(5 + 15 + 44_640);
  expect(slots.every(({ minute, window, everyMinutes, offset }) => minute === window * everyMinutes + offset)).toBe(true);
  expect(slots.every(({ minute }, at) => at === 0 || minute >= slots[at - 1]!.minute)).toBe(true);
});

it('where no period is in use, or nothing is left to do, nothing is planned', () => {
  expect([...planTick({ doneThrough: 0, now: 1_000_000, periods: [] })]).toEqual([]);
  for (const now of [100, 99, 0]) expect([...planTick({ doneThrough: 100, now, periods: [5, 60] })]).toEqual([]);
});
