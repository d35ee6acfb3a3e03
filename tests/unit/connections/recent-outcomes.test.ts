import { describe, expect, it } from 'vitest';
import { MOST_RECENT, type Outcome, recentOutcomes, withOutcome } from '../../../shared/connections/recent-outcomes.ts';
import { oneOf, seeded } from '../../helpers/random.ts';

const NOON = Date.parse('2026-11-23T12:00:00.000Z');
const MINUTE_MS = 60_000;
const STATUSES = ['authorized', 'refused', 'inconclusive', 'not_attempted'] as const;

const outcome = (status: Outcome['status'], minutes: number): Outcome => ({ status, endedAtMs: NOON + minutes * MINUTE_MS });
const entered = (outcomes: readonly Outcome[], text?: string): string | undefined => outcomes.reduce<string | undefined>(withOutcome, text);
/** By what they are: the newest thirty that are different, by when they ended. */
const newest = (outcomes: readonly Outcome[]): readonly string[] =>
  [...new Map(outcomes.map((one) => [one.endedAtMs, one])).values()]
    .toSorted((one, other) => other.endedAtMs - one.endedAtMs)
    .slice(0, MOST_RECENT)
    .map(({ status }) => status);

describe('the recent outcomes of a connection', () => {
  it('are none where none was ever entered', () => expect(recentOutcomes(undefined)).toEqual([]));

  it('are the status of each test, the newest first, at most thirty', () => {
    const all = Array.from({ length: 35 }, (_, at) => outcome(STATUSES[at % 4]!, at * 60));
    for (const count of [1, 4, 30, 31, 35]) expect(recentOutcomes(entered(all.slice(0, count)))).toEqual(newest(all.slice(0, count)));
  });

  it('hold each once, however often it comes', () => {
    const [first, second] = [outcome('authorized', 0), outcome('refused', 15)];
    const text = entered([first, second]);
    for (const again of [first, second]) expect(withOutcome(text, again)).toBe(text);
    expect(recentOutcomes(text)).toEqual(['refused', 'authorized']);
  });

  it('have one that is recorded late at its place, and at a full picture only if it is not too old for it', () => {
    expect(recentOutcomes(entered([outcome('authorized', 0), outcome('refused', 20), outcome('inconclusive', 10)]))).toEqual([
      'refused',
      'inconclusive',
      'authorized',
    ]);
    const full = entered(Array.from({ length: 30 }, (_, at) => outcome('authorized', at)));
    expect(withOutcome(full, outcome('refused', -1))).toBe(full);
    expect(recentOutcomes(withOutcome(full, outcome('refused', 0.5)))).toEqual([...Array<string>(29).fill('authorized'), 'refused']);
  });

  it('leave out what is recorded longer than 35 minutes after a newer one: whether it is there already, nothing would tell', () => {
    const text = entered([outcome('authorized', 0), outcome('authorized', 40)]);
    for (const minutes of [-10, 0, 4.9]) expect(withOutcome(text, outcome('refused', minutes))).toBe(text);
    expect(recentOutcomes(withOutcome(text, outcome('refused', 5)))).toEqual(['authorized', 'refused', 'authorized']);
  });

  it('take 40 bytes where tests come by the hour, and never more than 230', () => {
    const bytes = (everyMs: number): number =>
      entered(Array.from({ length: 90 }, (_, at) => ({ status: 'authorized' as const, endedAtMs: NOON + at * everyMs })))!.length;
    expect([bytes(24 * 60 * MINUTE_MS), bytes(60 * MINUTE_MS), bytes(15 * MINUTE_MS), bytes(5 * MINUTE_MS)]).toEqual([39, 39, 50, 76]);
    expect(Math.max(...[1, 1_000, 60_000, 72_413].map(bytes))).toBeLessThanOrEqual(230);
  });

  it('20,000 random histories, recorded in any order, some twice, are each the newest thirty, once', () => {
    const random = seeded(20_261_128);
    const wrong: object[] = [];
    let late = 0;
    for (let history = 0; history < 20_000; history += 1) {
      const told = randomHistory(random, history % 10 === 0 ? 45 : 8);
      const text = entered(told);
      late += told.filter(({ endedAtMs }, at) => told.slice(0, at).some((before) => before.endedAtMs > endedAtMs)).length;
      if (recentOutcomes(text).join() !== newest(told).join()) wrong.push({ told, text });
    }
    expect(wrong.slice(0, 2)).toEqual([]);
    expect(late).toBeGreaterThan(50_000);
  });

  it('whatever comes, of any age, in any order, is never entered twice', () => {
    const random = seeded(7);
    const all = Array.from({ length: 2_000 }, () => ({ status: 'refused' as const, endedAtMs: NOON + Math.floor(random() * 86_400_000) }));
    for (let from = 0; from < all.length; from += 20) {
      const some = all.slice(from, from + 20);
      const text = entered([...some, ...some.toReversed(), ...some]);
      expect(recentOutcomes(text)).toEqual(recentOutcomes(entered(some)));
      expect(recentOutcomes(text).length).toBeLessThanOrEqual(some.length);
    }
  });
});

/** In the order in which it is recorded: what comes late ended within the last half hour, what comes again may be of any age. */
function randomHistory(random: () => number, length: number): readonly Outcome[] {
  const told: Outcome[] = [];
  const paceMs = oneOf([200, 30_000, 300_000, 3_600_000], random);
  for (let nowMs = NOON; told.length < length; nowMs += Math.floor(random() * paceMs)) {
    const endedAtMs = nowMs - (random() < 0.3 ? Math.floor(random() * 30 * MINUTE_MS) : 0);
    const known = told.find((one) => one.endedAtMs === endedAtMs);
    const isAgain = told.length > 0 && random() < 0.3;
    told.push(isAgain ? oneOf(told, random) : (known ?? { status: oneOf(STATUSES, random), endedAtMs }));
  }
  return told;
}
