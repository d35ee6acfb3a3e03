import { expect, it } from 'vitest';
import { completeRun } from '../../../shared/runs/complete-run.ts';
import { gather } from '../../../shared/runs/gather.ts';
import type { Run } from '../../../shared/runs/run.ts';
import { tendRuns } from '../../../shared/runs/tend-runs.ts';
import { bulkRun, memberEnd, RUN_AT } from '../../helpers/stores/runs.ts';
import { newId } from '../../helpers/stores/stored-connections.ts';
import { runDeps } from './run-deps.ts';

const MINUTE_MS = 60_000;
const LATER = '2026-11-23T12:00:07.500Z';

/** A run of so many connections that is under way. */
async function underWay(count: number, fields: Partial<Run> = {}) {
  const setting = runDeps();
  await setting.store(count);
  const run = bulkRun(fields);
  await setting.deps.runs.create(run);
  await gather({ runId: run.id, after: null }, setting.deps);
  await setting.gatherAll();
  const state = async (): Promise<string | undefined> => (await setting.deps.runs.get(run.id))?.state;
  const open = async (): Promise<number> => (await setting.deps.runs.open({ limit: 10, after: null })).items.length;
  return { ...setting, run, state, open };
}

it('a run is completed by its last member, once, and told of once, however many ask for it at the same time', async () => {
  const { deps, sent, events, run, state, open, endAll } = await underWay(12);
  const [last] = sent.splice(0, 1);
  await endAll();
  await completeRun(run.id, deps);
  expect([await state(), events]).toEqual(['running', []]);
  sent.push(last!);
  await endAll('refused', LATER);
  await Promise.all(Array.from({ length: 10 }, () => completeRun(run.id, deps)));
  expect(events).toEqual([
    {
      type: 'Verification Run Finished',
      detail: { runId: run.id, kind: 'bulk', total: 12, counts: { authorized: 11, refused: 1, inconclusive: 0, not_attempted: 0, skipped: 0 } },
    },
  ]);
  expect([await state(), await open(), (await deps.runs.get(run.id))?.finishedAt]).toEqual(['done', 0, LATER]);
});

it('the summary of a rotation names the secret and its version, and the seconds from the move of the label to the last verdict', async () => {
  const secret = { arn: 'arn', versionId: 'v2', movedAt: '2026-11-23T11:59:59.000Z' };
  const { deps, events, run, endAll } = await underWay(3, { kind: 'rotation', projects: null, secret });
  await endAll('authorized', LATER);
  await completeRun(run.id, deps);
  expect(events).toMatchObject([
    { type: 'Secret Rotation Verified', detail: { runId: run.id, secretArn: 'arn', versionId: 'v2', total: 3, counts: { authorized: 3 }, seconds: 8.5 } },
  ]);
});

it('what is counted is the members, where the count of the run has missed one', async () => {
  const { deps, events, run, endAll } = await underWay(2);
  await endAll();
  const get = async (id: string): Promise<Run | null> => {
    const read = await deps.runs.get(id);
    return read && { ...read, total: 1, counts: { ...read.counts, authorized: 7 } };
  };
  await completeRun(run.id, { ...deps, runs: { ...deps.runs, get } });
  expect(events).toMatchObject([{ detail: { total: 2, counts: { authorized: 2 } } }]);
});

it('a run whose last member ended while nobody completed it is completed by a tick, a minute later', async () => {
  const { deps, clock, events, state, endAll } = await underWay(3);
  await endAll();
  clock.nowMs += MINUTE_MS;
  await tendRuns(deps);
  expect(await state()).toBe('running');
  clock.nowMs += 1;
  await tendRuns(deps);
  expect([await state(), events.length]).toEqual(['done', 1]);
});

it('a summary that could not be published is published by a tick, and then no more', async () => {
  const { deps, clock, events, trouble, run, open, endAll } = await underWay(3);
  await endAll();
  trouble.events = 2;
  await expect(completeRun(run.id, deps)).rejects.toThrow('no events');
  await completeRun(run.id, deps);
  clock.nowMs += MINUTE_MS + 1;
  expect(await tendRuns(deps)).toMatchObject({ failed: 1 });
  await tendRuns(deps);
  await tendRuns(deps);
  expect([events.length, await open()]).toEqual([1, 0]);
  expect(events[0]).toMatchObject({ detail: { runId: run.id, total: 3, counts: { authorized: 3 } } });
});

it('a run whose gathering stands still for two minutes is gathered again from its first page', async () => {
  const { deps, clock, pages, store, gatherAll } = runDeps();
  await store(250);
  const run = bulkRun();
  await deps.runs.create(run);
  await gather({ runId: run.id, after: null }, deps);
  pages.length = 0;
  clock.nowMs += 2 * MINUTE_MS;
  expect(await tendRuns(deps)).toMatchObject({ seen: 1, resumed: 0 });
  clock.nowMs += 1;
  expect(await tendRuns(deps)).toMatchObject({ seen: 1, resumed: 1 });
  expect(pages).toEqual([{ v: 1, kind: 'gather', runId: run.id, after: null }]);
  await gatherAll();
  expect(await deps.runs.get(run.id)).toMatchObject({ state: 'running', total: 250 });
});

it('members that nobody ends for an hour after the last one ended are skipped as interrupted, and the run is told of', async () => {
  const { deps, clock, sent, events, run, state, endAll } = await underWay(30);
  const lost = sent.splice(0, 2);
  clock.nowMs += 30 * MINUTE_MS;
  await endAll();
  clock.nowMs += 60 * MINUTE_MS;
  await tendRuns(deps);
  expect(await state()).toBe('running');
  clock.nowMs += 1;
  expect(await tendRuns(deps)).toMatchObject({ givenUp: 1 });
  expect(events).toMatchObject([{ detail: { total: 30, counts: { authorized: 28, skipped: 2 } } }]);
  expect((await deps.runs.member(run.id, lost[0]!.connectionId))?.end).toMatchObject({ outcome: 'skipped', code: 'interrupted', verificationId: null });
});

it('a cancelled run is completed when what was under way has ended; whatever has not begun counts as skipped', async () => {
  const { deps, clock, sent, events, run, state } = await underWay(5);
  await deps.runs.cancel(run.id, RUN_AT);
  await deps.runs.endMember(run.id, sent[0]!.connectionId, memberEnd('refused'));
  await completeRun(run.id, deps);
  expect(events).toEqual([]);
  clock.nowMs += MINUTE_MS + 1;
  await tendRuns(deps);
  expect(events).toMatchObject([{ detail: { total: 5, counts: { refused: 1, skipped: 4 } } }]);
  expect([await state(), (await deps.runs.get(run.id))?.finishedAt]).not.toContain(null);
  expect(await state()).toBe('cancelled');
  expect((await deps.runs.member(run.id, sent[1]!.connectionId))?.end).toMatchObject({ outcome: 'skipped', code: null });
});

it('one run that cannot be looked after keeps no other waiting, and a tick that is late leaves the rest to the next', async () => {
  const { deps, clock, events, run, endAll } = await underWay(3);
  const broken = bulkRun({ createdAt: '2026-11-23T11:00:00.000Z' });
  await deps.runs.create(broken);
  await endAll();
  clock.nowMs += 3 * MINUTE_MS;
  expect(await tendRuns({ ...deps, remainingMs: () => 4_999 })).toMatchObject({ seen: 0 });
  const errors: unknown[] = [];
  const gatherQueue = { send: () => Promise.reject(new Error('no queue')) };
  expect(await tendRuns({ ...deps, gatherQueue, log: (error) => errors.push(error) })).toMatchObject({ seen: 2, failed: 1 });
  expect([events.length, errors.length]).toEqual([1, 1]);
  expect(events).toMatchObject([{ detail: { runId: run.id } }]);
});

it('runs that are not there, or not begun, are not completed', async () => {
  const { deps, events } = runDeps();
  await completeRun(bulkRun().id, deps);
  const run = bulkRun();
  await deps.runs.create(run);
  await deps.runs.addMembers(run.id, [{ connectionId: newId(), project: 'demo' }]);
  await completeRun(run.id, deps);
  expect(events).toEqual([]);
});
