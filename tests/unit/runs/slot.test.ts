import { describe, expect, it } from 'vitest';
import { everyMinutesOf, slotOf, slotsAt } from '../../../shared/runs/slot.ts';
import { newId, storedConnection, UNTESTED } from '../../helpers/stores/stored-connections.ts';

const every = (text: string, enabled = true) => ({ every: text, enabled });
const offsetIn = (slot: string | null): number => Number(slot?.split('#')[1]);

describe('a connection has no slot', () => {
  it.each([
    ['without a schedule', { schedule: null }],
    ['when its schedule is switched off', { schedule: every('PT15M', false) }],
    ['when it is disabled', { schedule: every('PT15M'), standing: { ...UNTESTED, state: 'disabled' as const } }],
    ['when its period, from before periods were whole minutes, is not', { schedule: every('PT7M30S') }],
    ['when its period is nothing', { schedule: every('PT0M') }],
    ['when its period is no duration', { schedule: every('daily') }],
  ])('%s', (_, fields) => {
    expect([slotOf(storedConnection(fields)), everyMinutesOf(storedConnection(fields))]).toEqual([null, null]);
  });
});

it('the slot names the period in minutes, an offset within it, and the quarter of its id', () => {
  for (const [text, minutes] of [
    ['PT5M', 5],
    ['PT900S', 15],
    ['PT1H', 60],
    ['P1W', 10_080],
    ['P31D', 44_640],
  ] as const) {
    const slot = slotOf(storedConnection({ id: `con_c${newId().slice(5)}`, schedule: every(text) }));
    expect(slot).toMatch(new RegExp(`^${minutes}#\\d+#3$`));
    expect(offsetIn(slot)).toBeLessThan(minutes);
    expect(slotsAt({ everyMinutes: minutes, offset: offsetIn(slot) })).toContain(slot);
  }
});

it('connections that share a secret are due at the same minute, whatever else they use and where its name stands', () => {
  const secrets = [['a-shared'], ['z-own', 'a-shared'], ['a-shared', 'y-own']];
  const offsets = secrets.map((names) => offsetIn(slotOf(storedConnection({ secrets: names, schedule: every('P1D') }))));
  expect(new Set(offsets).size).toBe(1);
});

it('one secret is due at the same minutes for periods of which one holds the other', () => {
  for (const name of ['one', 'two', 'three', 'four', 'five']) {
    const [quarter, half, day] = ['PT15M', 'PT30M', 'P1D'].map((text) => offsetIn(slotOf(storedConnection({ secrets: [name], schedule: every(text) }))));
    expect([half! % 15, day! % 15]).toEqual([quarter, quarter]);
  }
});

it('connections without a secret are spread by their ids, and a slot stays what it is', () => {
  const all = Array.from({ length: 200 }, () => storedConnection({ secrets: [], schedule: every('PT1H') }));
  expect(new Set(all.map((one) => offsetIn(slotOf(one)))).size).toBeGreaterThan(40);
  const slotWith = (secrets: readonly string[]): string | null => slotOf(storedConnection({ id: `con_${'0'.repeat(32)}`, secrets, schedule: every('PT1H') }));
  expect([slotWith([]), slotWith(['jira'])]).toEqual(['60#55#0', '60#3#0']);
});
