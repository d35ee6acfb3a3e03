import { expect, it } from 'vitest';
import { completeRun } from '../../../shared/runs/complete-run.ts';
import { gather } from '../../../shared/runs/gather.ts';
import { bulkRun } from '../../helpers/stores/runs.ts';
import { arnOf, CONNECTED } from '../../helpers/stores/stored-connections.ts';
import { runDeps } from './run-deps.ts';

const DISABLED = { ...CONNECTED, state: 'disabled' } as const;

it('a run of 250 connections is gathered in three pages, each connection a member and sent once', async () => {
  const { deps, sent, pages, store, gatherAll } = runDeps();
  const connections = await store(250);
  const run = bulkRun();
  await deps.runs.create(run);
  await gather({ runId: run.id, after: null }, deps);
  expect([pages.length, sent.length, (await deps.runs.get(run.id))?.state]).toEqual([1, 100, 'gathering']);
  await gatherAll();
  const ids = connections.map(({ id }) => id).toSorted();
  expect(sent.map(({ connectionId }) => connectionId).toSorted()).toEqual(ids);
  expect(new Set(sent.map((message) => JSON.stringify(Object.keys(message).toSorted())))).toEqual(new Set(['["connectionId","kind","runId","v"]']));
  expect(await deps.runs.get(run.id)).toMatchObject({ state: 'running', total: 250 });
  expect((await deps.runs.members(run.id, 'pending', { limit: 1_000, after: null })).items.map(({ connectionId }) => connectionId)).toEqual(ids);
});

it.each([
  ['a project', { selector: { project: 'demo' }, projects: ['demo', 'other'] }, 'a'],
  ['the projects of its caller', { projects: ['other'] }, 'b'],
  ['a project that its caller has no more', { selector: { project: 'demo' }, projects: ['other'] }, ''],
  ['labels', { selector: { labels: { team: 'core' } }, projects: null }, 'b'],
  ['a connector', { selector: { connector: 'jira-dc' }, projects: null }, 'c'],
  ['a state', { selector: { state: 'connected' as const }, projects: null }, 'c'],
  ['a secret', { selector: { secretArn: arnOf('okta') }, projects: null }, 'c'],
  ['everything', { projects: null }, 'abc'],
])('a run selects by %s, and leaves disabled connections out', async (_, fields, expected) => {
  const { deps, sent, store, gatherAll } = runDeps();
  const [a] = await store(1, { name: 'a' });
  const [b] = await store(1, { name: 'b', project: 'other', labels: { team: 'core', tier: '1' } });
  const [c] = await store(1, { name: 'c', project: 'third', connector: 'jira-dc', standing: CONNECTED, secrets: ['okta'] });
  await store(1, { name: 'd', standing: DISABLED, labels: { team: 'core' } });
  const names = new Map([a, b, c].map((connection) => [connection?.id, connection?.name]));
  const run = bulkRun(fields);
  await deps.runs.create(run);
  await gather({ runId: run.id, after: null }, deps);
  await gatherAll();
  expect(
    sent
      .map(({ connectionId }) => names.get(connectionId) ?? '?')
      .toSorted()
      .join(''),
  ).toBe(expected);
});

it('a run by ids takes those alone', async () => {
  const { deps, sent, store } = runDeps();
  const [one, , three] = await store(3);
  const run = bulkRun({ selector: { ids: [one!.id, three!.id] } });
  await deps.runs.create(run);
  await gather({ runId: run.id, after: null }, deps);
  expect(sent.map(({ connectionId }) => connectionId).toSorted()).toEqual([one!.id, three!.id].toSorted());
});

it('a page that is gathered twice, or again after the queue failed, adds nobody twice', async () => {
  const { deps, sent, trouble, store, gatherAll } = runDeps();
  await store(120);
  const run = bulkRun();
  await deps.runs.create(run);
  trouble.queue = 30;
  await expect(gather({ runId: run.id, after: null }, deps)).rejects.toThrow('100 connections of a run could not be sent');
  trouble.queue = 0;
  await gather({ runId: run.id, after: null }, deps);
  await gather({ runId: run.id, after: null }, deps);
  await gatherAll();
  expect(new Set(sent.map(({ connectionId }) => connectionId)).size).toBe(120);
  expect(await deps.runs.get(run.id)).toMatchObject({ state: 'running', total: 120 });
});

it('a retry takes up those that failed and still exist where the run may reach them', async () => {
  const { deps, sent, store, gatherAll, endAll } = runDeps();
  const [bad, gone, off, moved, ...good] = await store(6);
  const first = bulkRun();
  await deps.runs.create(first);
  await gather({ runId: first.id, after: null }, deps);
  const isBad = new Set([bad, gone, off, moved].map((connection) => connection!.id));
  const [failing, fine] = [sent.filter(({ connectionId }) => isBad.has(connectionId)), sent.filter(({ connectionId }) => !isBad.has(connectionId))];
  sent.splice(0, sent.length, ...failing);
  await endAll('refused');
  sent.push(...fine);
  await endAll();
  await deps.connections.remove(gone!.id, null);
  await deps.connections.setStanding(off!.id, 1, DISABLED, off!.standing);
  await deps.connections.replace({ ...moved!, project: 'other', revision: 2 }, 1);
  const again = bulkRun({ retryOf: first.id });
  await deps.runs.create(again);
  await gather({ runId: again.id, after: null }, deps);
  await gatherAll();
  expect([good.length, sent]).toEqual([2, [{ v: 1, kind: 'run', runId: again.id, connectionId: bad!.id }]]);
});

it('a run that reaches nobody is done at once, and told of', async () => {
  const { deps, events } = runDeps();
  const run = bulkRun();
  await deps.runs.create(run);
  await gather({ runId: run.id, after: null }, deps);
  expect(await deps.runs.get(run.id)).toMatchObject({ state: 'done', total: 0, finishedAt: run.createdAt });
  expect(events).toMatchObject([{ type: 'Verification Run Finished', detail: { runId: run.id, total: 0 } }]);
});

it('a run whose members have all ended before it is gathered is done when it is', async () => {
  const { deps, events, store, gatherAll, endAll } = runDeps();
  await store(150);
  const run = bulkRun();
  await deps.runs.create(run);
  await gather({ runId: run.id, after: null }, deps);
  await endAll();
  await completeRun(run.id, deps);
  expect([events.length, (await deps.runs.get(run.id))?.state]).toEqual([0, 'gathering']);
  await gatherAll();
  await endAll();
  await completeRun(run.id, deps);
  expect([events.length, (await deps.runs.get(run.id))?.state]).toEqual([1, 'done']);
});

it.each(['cancelled', 'running', 'unknown'])('no page of a run that is %s is gathered', async (state) => {
  const { deps, sent, pages, store } = runDeps();
  await store(3);
  const run = bulkRun();
  if (state !== 'unknown') await deps.runs.create(run);
  await (state === 'cancelled' ? deps.runs.cancel(run.id, run.createdAt) : deps.runs.gathered(run.id));
  await gather({ runId: run.id, after: null }, deps);
  expect([sent, pages]).toEqual([[], []]);
});
