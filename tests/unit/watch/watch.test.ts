import { describe, expect, it } from 'vitest';
import { RequestError, ResolverError, type VerdictCode } from '../../../shared/errors.ts';
import { makePacer } from '../../../shared/watch/pacer.ts';
import type { Finding } from '../../../shared/watch/watch-store.ts';
import { watchSecrets } from '../../../shared/watch/watch.ts';
import { arnOf } from '../../helpers/stores/stored-connections.ts';
import { type Fleet, HOUR_MS, makeFleet, START_MS } from './watched-fleet.ts';
import { eventually } from '../../helpers/eventually.ts';

const JIRA = arnOf('jira');
const NOTHING = { end: 'done', secrets: 1, rotations: 0, notices: 0, left: {} } as const;

async function fleetOf(...members: Parameters<typeof makeFleet>[0]): Promise<Fleet> {
  const fleet = makeFleet(members);
  await fleet.ready();
  return fleet;
}
const describedArns = (fleet: Fleet): readonly string[] => fleet.described.map(({ arn }) => arn);

describe('a secret whose label moved', () => {
  it('has a run started for the version that is current, once', async () => {
    const fleet = await fleetOf({ secrets: ['jira'] }, { secrets: ['jira'] });
    expect(await fleet.watch()).toEqual(NOTHING);
    fleet.fates.set(JIRA, { currentVersionId: 'v2', lastChangedAt: '2026-11-23T13:30:00.000Z' });
    expect(await fleet.watch()).toEqual({ ...NOTHING, rotations: 1 });
    for (let time = 0; time < 3; time += 1) expect(await fleet.watch()).toEqual(NOTHING);
    expect(fleet.rotations).toEqual([{ secretArn: JIRA, versionId: 'v2', movedAt: '2026-11-23T13:30:00.000Z' }]);
    expect(fleet.events).toEqual([]);
  });

  it('is taken up again by the next watch where the run could not be started', async () => {
    const fleet = await fleetOf({ secrets: ['jira'] });
    await fleet.watch();
    fleet.fates.set(JIRA, { currentVersionId: 'v2' });
    const failing = async (): Promise<never> => Promise.reject(new Error('no queue'));
    expect(await fleet.watch({ startRotation: failing })).toEqual({ ...NOTHING, left: { internal_error: 1 } });
    expect(fleet.failures).toHaveLength(1);
    expect(await fleet.watch()).toEqual({ ...NOTHING, rotations: 1 });
  });
});

describe('a finding', () => {
  const CASES: readonly (readonly [Finding, (fleet: Fleet) => void, string | null])[] = [
    ['pending_deletion', ({ fates }) => fates.set(JIRA, { deletedAt: '2026-11-23T00:00:00.000Z' }), null],
    ['not_found', ({ fates }) => fates.set(JIRA, 'secret_not_found'), null],
    ['recreated', ({ fates, successors }) => (fates.set(JIRA, 'secret_not_found'), successors.set(JIRA, 'the new one')), 'the new one'],
    ['recreated', ({ fates, successors }) => (fates.set(JIRA, 'secret_access_denied'), successors.set(JIRA, 'the new one')), 'the new one'],
    ['stage_missing', ({ fates }) => fates.set(JIRA, { currentVersionId: null }), null],
    ['rotation_overdue', ({ fates }) => fates.set(JIRA, { rotationEnabled: true, nextRotationAt: '2026-11-20T00:00:00.000Z' }), null],
  ];

  it.each(CASES)('%s is told once with the number of connections, and again only after it was gone', async (finding, becomes, newArn) => {
    const fleet = await fleetOf(...Array.from({ length: 230 }, (_, n) => ({ secrets: ['jira'], project: `p${n % 7}` })));
    await fleet.watch();
    expect(fleet.notices()).toEqual([]);
    becomes(fleet);
    expect(await fleet.watch()).toEqual({ ...NOTHING, notices: 1 });
    for (let time = 0; time < 3; time += 1) expect(await fleet.watch()).toEqual(NOTHING);
    expect(fleet.notices()).toEqual([{ secretArn: JIRA, finding, newArn, connections: 230, at: expect.stringMatching(/^2026-11-23T14:/) }]);
    fleet.fates.delete(JIRA);
    expect(await fleet.watch()).toEqual(NOTHING);
    becomes(fleet);
    expect(await fleet.watch()).toMatchObject({ notices: 1 });
  });

  it('is told by the next watch where it could not be told', async () => {
    const fleet = await fleetOf({ secrets: ['jira'] });
    fleet.fates.set(JIRA, 'secret_not_found');
    const failing = { publish: async (): Promise<never> => Promise.reject(new Error('no bus')) };
    expect(await fleet.watch({ events: failing })).toEqual({ ...NOTHING, left: { internal_error: 1 } });
    expect(await fleet.watch()).toEqual({ ...NOTHING, notices: 1 });
    expect(fleet.notices()).toHaveLength(1);
  });
});

describe('a secret that cannot be looked at is left for the next watch, and nothing is told', () => {
  const CODES: readonly VerdictCode[] = ['secret_access_denied', 'role_unavailable', 'vault_throttled', 'vault_timeout', 'vault_unavailable'];
  it.each(CODES)('%s', async (code) => {
    const fleet = await fleetOf({ secrets: ['jira'] }, { secrets: ['okta'] });
    await fleet.watch();
    fleet.fates.set(JIRA, code);
    expect(await fleet.watch()).toEqual({ ...NOTHING, secrets: 2, left: { [code]: 1 } });
    expect([fleet.events, fleet.rotations, fleet.failures]).toEqual([[], [], []]);
    fleet.fates.set(JIRA, { currentVersionId: 'v2' });
    expect(await fleet.watch()).toEqual({ ...NOTHING, secrets: 2, rotations: 1 });
  });

  it('arn_out_of_scope', async () => {
    const fleet = await fleetOf({ secrets: ['jira'] });
    const openStore = async (): Promise<never> => Promise.reject(new RequestError([{ code: 'arn_out_of_scope', where: { arn: JIRA } }]));
    expect(await fleet.watch({ openStore })).toEqual({ ...NOTHING, left: { arn_out_of_scope: 1 } });
  });

  it('nor is one that is missing while it is unknown whether it was made again', async () => {
    const fleet = await fleetOf({ secrets: ['jira'] });
    fleet.fates.set(JIRA, 'secret_not_found');
    const { openStore } = fleet.deps;
    const throttled: typeof openStore = async (project, masks) => {
      const opened = await openStore(project, masks);
      return { ...opened, vault: { ...opened.vault, successorOf: async () => Promise.reject(new ResolverError('vault_throttled')) } };
    };
    expect(await fleet.watch({ openStore: throttled })).toEqual({ ...NOTHING, left: { vault_throttled: 1 } });
    expect(fleet.events).toEqual([]);
  });
});

describe('who looks', () => {
  it('is one project that uses the secret', async () => {
    const fleet = await fleetOf({ secrets: ['jira'], project: 'a' }, { secrets: ['jira'], project: 'b' }, { secrets: ['jira'], project: 'c' });
    await fleet.watch();
    expect(fleet.described).toHaveLength(1);
  });

  it.each(['secret_access_denied', 'role_unavailable'] as const)('is another project where the store of the first may not: %s', async (code) => {
    const fleet = await fleetOf({ secrets: ['jira'], project: 'a' }, { secrets: ['jira'], project: 'b' });
    const first = fleet.stored.toSorted((a, b) => (a.id < b.id ? -1 : 1))[0]!.project;
    fleet.refusing.set(first, code);
    expect(await fleet.watch()).toEqual(NOTHING);
    expect(fleet.described.at(-1)?.project).not.toBe(first);
  });

  it('is three projects at most', async () => {
    const fleet = await fleetOf(...['a', 'b', 'c', 'd', 'e'].map((project) => ({ secrets: ['jira'], project })));
    for (const project of ['a', 'b', 'c', 'd', 'e']) fleet.refusing.set(project, 'role_unavailable');
    expect(await fleet.watch()).toEqual({ ...NOTHING, left: { role_unavailable: 1 } });
    expect(fleet.described).toHaveLength(3);
  });

  it('is nobody where the connections are gone or use other secrets by now: the secret is not asked about', async () => {
    const fleet = await fleetOf({ secrets: ['jira'] }, { secrets: ['okta'] });
    await fleet.connections.remove(fleet.stored[0]!.id, null);
    fleet.uses.push({ secretArn: arnOf('slack'), connectionId: fleet.stored[1]!.id });
    expect(await fleet.watch()).toEqual({ ...NOTHING, secrets: 3 });
    expect(describedArns(fleet)).toEqual([arnOf('okta')]);
  });
});

it('5,000 secrets of 100,000 connections cost 5,000 descriptions, at most 20 in any second', async () => {
  const fleet = await fleetOf(...Array.from({ length: 100_000 }, (_, n) => ({ secrets: [`s${n % 5_000}`], project: `p${n % 40}` })));
  const report = await fleet.watch();
  expect(report).toEqual({ ...NOTHING, secrets: 5_000 });
  expect(new Set(describedArns(fleet)).size).toBe(5_000);
  expect(fleet.described).toHaveLength(5_000);
  expect(mostInASecond(fleet)).toBeLessThanOrEqual(20);
  expect(fleet.clock.nowMs - START_MS - HOUR_MS).toBeLessThanOrEqual(250_000);
}, 60_000);

it('a secret that fills many pages is asked about once', async () => {
  const fleet = await fleetOf(...Array.from({ length: 2_000 }, (_, n) => ({ secrets: n % 100 === 0 ? ['jira', `own-${n}`] : ['jira'] })));
  expect(await fleet.watch()).toMatchObject({ end: 'done', secrets: 21 });
  expect(describedArns(fleet).toSorted()).toEqual([...new Set(describedArns(fleet))].toSorted());
});

it('a secret at the end of a page is not passed over because its first connection is gone', async () => {
  const fleet = await fleetOf(...Array.from({ length: 249 }, (_, n) => ({ secrets: [`a${n}`] })), { secrets: ['z'] });
  fleet.uses.push({ secretArn: arnOf('z'), connectionId: 'con_0' });
  expect(await fleet.watch()).toMatchObject({ end: 'done', secrets: 250 });
  expect(describedArns(fleet)).toContain(arnOf('z'));
});

it('a missing secret counts twice against the pace, once by its ARN and once by its name', async () => {
  const fleet = await fleetOf(...Array.from({ length: 200 }, (_, n) => ({ secrets: [`s${n}`] })));
  for (let n = 0; n < 200; n += 1) fleet.fates.set(arnOf(`s${n}`), 'secret_not_found');
  expect(await fleet.watch()).toMatchObject({ notices: 200 });
  expect(fleet.described).toHaveLength(400);
  expect(mostInASecond(fleet)).toBeLessThanOrEqual(20);
});

it('the pace is kept by all who ask at once, after a pause too, and a clock that is put back stops nobody', async () => {
  const clock = { nowMs: START_MS };
  const waits: number[] = [];
  const wait = async (ms: number): Promise<void> => void (waits.push(ms), (clock.nowMs += ms));
  const pace = makePacer(20, { now: () => clock.nowMs, wait });
  await Promise.all([1, 2, 3].map(pace));
  expect(waits).toEqual([50, 50]);
  clock.nowMs += 20;
  await pace();
  clock.nowMs += HOUR_MS;
  await Promise.all([pace(), pace()]);
  clock.nowMs -= HOUR_MS;
  await pace();
  expect(waits.slice(2)).toEqual([30, 50, 50]);
});

describe('a watch that has not the time for all', () => {
  const FLEET = Array.from({ length: 1_200 }, (_, n) => ({ secrets: [`s${n % 600}`] }));
  /** As of an invocation that may run this long. */
  const within = (fleet: Fleet, ms: number) => {
    const endsAtMs = fleet.clock.nowMs + HOUR_MS + ms;
    return { remainingMs: () => endsAtMs - fleet.clock.nowMs };
  };

  it('is continued by the next, until each secret was asked about, and none twice before', async () => {
    const fleet = await fleetOf(...FLEET);
    const ends: string[] = [];
    for (let time = 0; time < 3; time += 1) ends.push((await fleet.watch(within(fleet, 15_000 + 11_000))).end);
    expect(ends).toEqual(['out_of_time', 'out_of_time', 'out_of_time']);
    const round = describedArns(fleet).slice(0, 600);
    expect([fleet.described.length > 600, new Set(round).size]).toEqual([true, 600]);
  });

  it('looks at none after its time, nor where it has hardly any', async () => {
    const fleet = await fleetOf(...FLEET);
    const limits = within(fleet, 20_000);
    await fleet.watch(limits);
    expect(limits.remainingMs()).toBeGreaterThan(14_000);
    const before = fleet.described.length;
    expect(await fleet.watch({ remainingMs: () => 14_999 })).toEqual({ ...NOTHING, end: 'out_of_time', secrets: 0 });
    expect(fleet.described).toHaveLength(before);
  });

  it('and is killed in the middle is continued when its time is over, with at most the page it died in asked about again', async () => {
    const fleet = await fleetOf(...FLEET);
    fleet.clock.nowMs += HOUR_MS;
    let looks = 0;
    const { openStore } = fleet.deps;
    const dying: typeof openStore = (project, masks) => (++looks > 400 ? new Promise(() => undefined) : openStore(project, masks));
    void watchSecrets({ ...fleet.deps, openStore: dying, remainingMs: () => 60_000 });
    await eventually(() => looks === 408);
    expect(await watchSecrets({ ...fleet.deps, remainingMs: () => 60_000 })).toEqual({ ...NOTHING, end: 'held', secrets: 0 });
    const dead = describedArns(fleet).length;
    fleet.clock.nowMs += 60_000;
    const rest = await watchSecrets({ ...fleet.deps });
    expect(rest.end).toBe('done');
    const second = describedArns(fleet).slice(dead);
    const remainder = second.slice(0, second.length - 600);
    expect(remainder.length).toBeLessThanOrEqual(200 + 250);
    expect(new Set([...describedArns(fleet).slice(0, dead), ...remainder]).size).toBe(600);
  });

  it('begins a new round in what is left of its time, and ends with it', async () => {
    const fleet = await fleetOf(...FLEET);
    await fleet.watch(within(fleet, 15_000 + 11_000));
    const before = fleet.described.length;
    expect((await fleet.watch()).end).toBe('done');
    expect(fleet.described.length - before).toBe(600 - before + 600);
  });
});

it('of two watches at once, one looks', async () => {
  const fleet = await fleetOf({ secrets: ['jira'] });
  const ends = await Promise.all([fleet.watch(), fleet.watch(), fleet.watch()]);
  expect(ends.map(({ end }) => end).toSorted()).toEqual(['done', 'held', 'held']);
  expect(fleet.described).toHaveLength(1);
});

it('a watch that another one has taken over ends, and leaves the course to it', async () => {
  const fleet = await fleetOf(...Array.from({ length: 600 }, (_, n) => ({ secrets: [`s${n}`] })));
  const { watches } = fleet.deps;
  const taken: typeof watches = {
    ...watches,
    keepCourse: async (course, expected) => (expected > 1 ? false : watches.keepCourse(course, expected)),
  };
  expect((await fleet.watch({ watches: taken })).end).toBe('held');
  expect(fleet.described.length).toBeLessThan(600);
  expect((await watches.course())?.heldUntilMs).toBeGreaterThan(fleet.clock.nowMs);
});

it('where the index cannot be read the watch says so, and the next goes on', async () => {
  const fleet = await fleetOf({ secrets: ['jira'] });
  const walk = { page: async (): Promise<never> => Promise.reject(new Error('no table')) };
  expect(await fleet.watch({ walk })).toEqual({ ...NOTHING, end: 'store_failed', secrets: 0 });
  expect(fleet.failures).toHaveLength(1);
  expect(await fleet.watch()).toEqual(NOTHING);
});

/** In any second from one description on. */
function mostInASecond({ described }: Fleet): number {
  const times = described.map(({ atMs }) => atMs).toSorted((a, b) => a - b);
  let [most, from] = [0, 0];
  for (let to = 0; to < times.length; to += 1) {
    while (times[to]! - times[from]! >= 1_000) from += 1;
    most = Math.max(most, to - from + 1);
  }
  return most;
}
