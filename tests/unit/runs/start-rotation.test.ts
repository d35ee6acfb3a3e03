import { expect, it } from 'vitest';
import { completeRun } from '../../../shared/runs/complete-run.ts';
import { rotationRunId, startRotation } from '../../../shared/runs/start-rotation.ts';
import { makeMemorySettingsStore } from '../../helpers/stores/memory-settings-store.ts';
import { arnOf, CONNECTED } from '../../helpers/stores/stored-connections.ts';
import { runDeps } from './run-deps.ts';

const MOVED = { secretArn: arnOf('jira'), versionId: 'v2', movedAt: '2026-11-23T11:59:58.000Z' };
const RUN_ID = 'run_3e8e3348f46209e6e0a1f0fd4cdf5475';

function setUp() {
  const setting = runDeps();
  const settings = makeMemorySettingsStore({ now: setting.deps.now });
  const purged = async (): Promise<readonly (string | null)[]> => (await settings.storesFor('any')).purges.map(({ secretArn }) => secretArn);
  return { ...setting, deps: { ...setting.deps, settings }, purged };
}

it('a rotation has every project forget the secret before anything is sent, and verifies exactly what depends on it', async () => {
  const { deps, sent, events, store, endAll, purged } = setUp();
  const users = [...(await store(40)), ...(await store(2, { project: 'other', secrets: ['okta', 'jira'] }))];
  await store(50, { secrets: ['okta'] });
  await store(1, { standing: { ...CONNECTED, state: 'disabled' } });
  let purgedBefore: readonly (string | null)[] = [];
  const send: typeof deps.queue.send = async (messages) => {
    purgedBefore = await purged();
    return deps.queue.send(messages);
  };
  await startRotation(MOVED, { ...deps, queue: { send } });
  expect(purgedBefore).toEqual([MOVED.secretArn]);
  expect(sent.map(({ connectionId }) => connectionId).toSorted()).toEqual(users.map(({ id }) => id).toSorted());
  expect(await deps.runs.get(RUN_ID)).toMatchObject({
    kind: 'rotation',
    projects: null,
    caller: 'secretsmanager',
    secret: { arn: MOVED.secretArn, versionId: 'v2', movedAt: MOVED.movedAt },
    state: 'running',
    total: 42,
  });
  await endAll('authorized', '2026-11-23T12:00:01.000Z');
  await completeRun(RUN_ID, deps);
  expect(events).toMatchObject([{ type: 'Secret Rotation Verified', detail: { total: 42, seconds: 3 } }]);
});

it('the id of a rotation is that of the version, so that the event and the watch begin one run', () => {
  expect(rotationRunId(MOVED.secretArn, 'v2')).toBe(RUN_ID);
  expect(rotationRunId(MOVED.secretArn, 'v3')).toBe('run_b6cd98cc86a1451d2608309b9358d80e');
  expect(rotationRunId(RUN_ID, 'v2')).toBe('run_ce877d4531244a1841ec30be068d343d'); // the version is back
});

it('an event that comes twice, and the watch a while after it, send nothing again, but go on with a gathering that has not ended', async () => {
  const { deps, sent, pages, store, gatherAll, endAll } = setUp();
  await store(130);
  await startRotation(MOVED, deps);
  pages.length = 0;
  await startRotation(MOVED, deps);
  expect([sent.length, pages.length]).toEqual([200, 1]);
  await gatherAll();
  expect(await deps.runs.get(RUN_ID)).toMatchObject({ state: 'running', total: 130 });
  await endAll();
  await completeRun(RUN_ID, deps);
  expect((await deps.runs.get(RUN_ID))?.state).toBe('done');
  for (const movedAt of [MOVED.movedAt, '2026-11-23T12:09:58.000Z']) await startRotation({ ...MOVED, movedAt }, deps);
  expect([sent, pages]).toEqual([[], []]);
});

it('a version that becomes the current one again is verified again, once', async () => {
  const { deps, sent, store, endAll } = setUp();
  await store(3);
  for (const [round, movedAt] of [MOVED.movedAt, '2026-11-23T13:00:00.000Z', '2026-11-23T14:00:00.000Z'].entries()) {
    for (let told = 0; told < 3; told += 1) await startRotation({ ...MOVED, movedAt }, deps);
    expect([round, sent.length]).toEqual([round, 3]);
    const runIds = sent.flatMap((message) => (message.kind === 'run' ? message.runId : []));
    await endAll();
    await completeRun(runIds[0]!, deps);
  }
  await startRotation(MOVED, deps);
  expect(sent).toEqual([]);
});

it('a secret that no stored connection uses is forgotten, and nothing is told of it', async () => {
  const { deps, sent, events, store, purged } = setUp();
  await store(3, { secrets: ['okta'] });
  await startRotation(MOVED, deps);
  expect([await purged(), sent, events, await deps.runs.get(RUN_ID)]).toEqual([[MOVED.secretArn], [], [], null]);
});

it('nothing is sent where the order to forget cannot be written', async () => {
  const { deps, sent, store } = setUp();
  await store(3);
  const settings = { addPurge: () => Promise.reject(new Error('no table')) };
  await expect(startRotation(MOVED, { ...deps, settings })).rejects.toThrow('no table');
  expect([sent, await deps.runs.get(RUN_ID)]).toEqual([[], null]);
});
