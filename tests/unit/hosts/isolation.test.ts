import { beforeAll, expect, it } from 'vitest';
import { ResolverError } from '../../../shared/errors.ts';
import { type Behaviour, type Log, runFleet } from '../../helpers/host-fleet.ts';

const ONE = 'one.acme.test';
const OF_THE_ONE = 500;
const OTHERS = 10_000;
const OTHER_HOSTS = 500;
const ENVIRONMENTS = 5;
const MINUTE_MS = 60_000;
const LASTS_MS = 5 * MINUTE_MS;

/** A host that does the same with every request, some time later. */
const after =
  (ms: number, outcome: number | ResolverError): Behaviour =>
  async (clock) => {
    await clock.wait(ms);
    if (outcome instanceof ResolverError) throw outcome;
    return outcome;
  };
const ANSWERS = after(200, 200);
const SILENT_MS = 3_000;
const SILENT = after(SILENT_MS, new ResolverError('target_timeout'));

/** Twenty jobs for each of many hosts, and among them, evenly, five hundred for one. */
const JOBS = Array.from({ length: OTHERS + OF_THE_ONE }, (_, n) => (n % 21 === 0 ? ONE : `host-${n % OTHER_HOSTS}.acme.test`));

const fleetWith = (one: Behaviour, isGated = true): Promise<Log> =>
  runFleet({ jobs: JOBS, behaviourOf: (host) => (host === ONE ? one : ANSWERS), environments: ENVIRONMENTS, isGated, lastsMs: LASTS_MS });
const toTheOne = ({ sent }: Log): readonly number[] => sent.flatMap(({ host, atMs }) => (host === ONE ? [atMs] : []));
const mostInAMinute = (timesMs: readonly number[]): number =>
  Math.max(...timesMs.map((from) => timesMs.filter((atMs) => atMs >= from && atMs < from + MINUTE_MS).length));
const roundsOfOthers = ({ done }: Log): readonly number[] => done.flatMap(({ host, round }) => (host === ONE ? [] : [round])).toSorted((a, b) => a - b);
function meanDelayMs({ done }: Log): number {
  const times = done.flatMap(({ host, atMs }) => (host === ONE ? [] : [atMs]));
  return times.reduce((sum, each) => sum + each, 0) / times.length;
}

let healthy: Log;
beforeAll(async () => {
  healthy = await fleetWith(ANSWERS);
});

it('where all hosts answer, every job is done, and coming again is rare', () => {
  expect(healthy.done).toHaveLength(JOBS.length);
  expect(healthy.sent).toHaveLength(JOBS.length);
  expect(Math.max(...healthy.done.map(({ comings }) => comings))).toBeLessThanOrEqual(2);
});

it.each<[string, Behaviour, number]>([
  ['is silent', SILENT, 1.1],
  ['refuses connections', after(0, new ResolverError('connect_failed')), 1.05],
  ['answers HTTP 500', after(200, 500), 1.05],
])(
  'where the one host of 500 connections %s, the others are done in the same rounds and hardly later, and it sees 20 requests a minute at most',
  async (_title, one, mostRatio) => {
    const dead = await fleetWith(one);
    expect(roundsOfOthers(dead)).toEqual(roundsOfOthers(healthy));
    expect(meanDelayMs(dead) / meanDelayMs(healthy)).toBeLessThanOrEqual(mostRatio);
    expect(mostInAMinute(toTheOne(dead))).toBeLessThanOrEqual(10);
    expect(toTheOne(dead).length).toBeLessThan(20);
  },
);

it('a host that dies among them sees 20 requests in the minute after at most', async () => {
  let sentMs: readonly number[] = [];
  const diesAtMs = 10_000;
  let startMs: number | null = null;
  const one: Behaviour = (clock) => {
    startMs ??= clock.now();
    return clock.now() - startMs < diesAtMs ? ANSWERS(clock) : SILENT(clock);
  };
  const log = await fleetWith(one);
  sentMs = toTheOne(log).filter((atMs) => atMs >= diesAtMs);
  expect(toTheOne(log).length - sentMs.length).toBeGreaterThan(100);
  expect(mostInAMinute(sentMs)).toBeLessThanOrEqual(20);
  expect(roundsOfOthers(log)).toEqual(roundsOfOthers(healthy));
});

it('without the gate it keeps all environments waiting', async () => {
  const dead = await fleetWith(SILENT, false);
  expect(meanDelayMs(dead) / meanDelayMs(healthy)).toBeGreaterThan(5);
  expect(mostInAMinute(toTheOne(dead))).toBeGreaterThan(60);
});

it('500 connections on a host that takes five seconds are all verified, none of them after coming more than twelve times', async () => {
  const jobs = Array.from({ length: OF_THE_ONE }, () => ONE);
  const slow = await runFleet({ jobs, behaviourOf: () => after(5_000, 200), environments: ENVIRONMENTS, isGated: true, lastsMs: LASTS_MS });
  expect(slow.done).toHaveLength(OF_THE_ONE);
  expect(slow.sent).toHaveLength(OF_THE_ONE);
  expect(Math.max(...slow.done.map(({ comings }) => comings))).toBeLessThanOrEqual(12);
});
