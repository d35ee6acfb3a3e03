import { expect, it } from 'vitest';
import { Deferral } from '../../../shared/deferral.ts';
import { ResolverError } from '../../../shared/errors.ts';
import { CLAIM_MS } from '../../../shared/work/claim-journal.ts';
import { answering, dueMessage, HOSTS, makeWorkBench, MINUTE, NOON } from '../../helpers/work-bench.ts';
import { bulkRun } from '../../helpers/stores/runs.ts';
import type { WorkBench } from '../../helpers/work-bench.ts';
import type { StoredConnection } from '../../../shared/connections/stored-connection.ts';

const verdictsOf = async ({ stores }: WorkBench, { id }: StoredConnection) =>
  (await stores.verifications.history(id, { limit: 100, after: null })).items.map(({ code }) => code);

it('a message that is delivered twice, one after the other or at once, is one call of the target and one verdict', async () => {
  const bench = makeWorkBench();
  const [one, two] = [await bench.add(), await bench.add()];
  expect((await bench.deliver(dueMessage(one))).kind).toBe('verified');
  expect((await bench.deliver(dueMessage(one))).kind).toBe('settled');
  const both = await Promise.all([bench.deliver(dueMessage(two)), bench.deliver(dueMessage(two))]);
  expect(both.map(({ kind }) => kind).toSorted()).toEqual(['put_off', 'verified']);
  expect(bench.target.calls).toHaveLength(2);
  expect([await verdictsOf(bench, one), await verdictsOf(bench, two)]).toEqual([['ok'], ['ok']]);
});

it('a worker that dies before it calls the target: the window is interrupted when the lease is over, and the target is never called', async () => {
  const bench = makeWorkBench();
  const connection = await bench.add();
  const died = bench.deliver(dueMessage(connection), 1, {
    verifyDepsFor: (test) => ({ ...bench.deps.verifyDepsFor(test), fetchSecrets: () => new Promise(() => {}) }),
  });
  died.catch(() => {});
  await new Promise(setImmediate);
  expect(await bench.deliver(dueMessage(connection), 2)).toEqual({ kind: 'put_off', untilMs: NOON + CLAIM_MS });
  bench.clock.ms += CLAIM_MS;
  expect((await bench.deliver(dueMessage(connection), 3)).kind).toBe('interrupted');
  expect((await bench.deliver(dueMessage(connection), 4)).kind).toBe('settled');
  expect(bench.target.calls).toEqual([]);
  expect(await verdictsOf(bench, connection)).toEqual(['interrupted']);
  expect(await bench.standingOf(connection)).toMatchObject({ state: 'untested' });
});

it('a worker that dies after it called the target: interrupted, and no second call in that window', async () => {
  const bench = makeWorkBench();
  const connection = await bench.add();
  bench.target.answer = () => new Promise(() => {});
  bench.deliver(dueMessage(connection)).catch(() => {});
  await new Promise(setImmediate);
  bench.target.answer = async () => answering(200);
  bench.clock.ms += CLAIM_MS;
  expect((await bench.deliver(dueMessage(connection), 2)).kind).toBe('interrupted');
  expect(bench.target.calls).toEqual([HOSTS[0]]);
  bench.clock.ms += 15 * MINUTE;
  expect((await bench.deliver(dueMessage(connection, bench.clock.ms))).kind).toBe('verified');
  expect(await verdictsOf(bench, connection)).toEqual(['ok', 'interrupted']);
});

it('a worker that dies after the verdict was written: the next delivery sets the standing, tells of it once and calls nobody', async () => {
  const bench = makeWorkBench();
  const connection = await bench.add();
  const dying = { ...bench.deps.connections, setStanding: async () => Promise.reject(new Error('killed')) };
  await expect(bench.deliver(dueMessage(connection), 1, { connections: dying })).rejects.toThrow('killed');
  expect(await bench.standingOf(connection)).toMatchObject({ state: 'untested' });
  expect((await bench.deliver(dueMessage(connection), 2)).kind).toBe('settled');
  expect((await bench.deliver(dueMessage(connection), 3)).kind).toBe('settled');
  expect(await bench.standingOf(connection)).toMatchObject({ state: 'connected', code: 'ok' });
  expect(bench.events.published).toMatchObject([{ type: 'Connection Status Changed', detail: { from: 'untested', to: 'connected' } }]);
  expect(bench.target.calls).toHaveLength(1);
});

it('a verdict that cannot be written at first is written without calling the target again', async () => {
  const bench = makeWorkBench();
  const connection = await bench.add();
  let failures = 1;
  const { verifications } = bench.deps;
  const failing: typeof verifications = {
    ...verifications,
    end: (...asked) => (failures-- > 0 ? Promise.reject(new Error('throttled')) : verifications.end(...asked)),
  };
  expect((await bench.deliver(dueMessage(connection), 1, { verifications: failing })).kind).toBe('verified');
  expect([bench.target.calls.length, await verdictsOf(bench, connection)]).toEqual([1, ['ok']]);
});

it('what was put off before anything was sent is done in the same window, once', async () => {
  const bench = makeWorkBench();
  const connection = await bench.add();
  const busy = {
    verifyDepsFor: (test: Parameters<typeof bench.deps.verifyDepsFor>[0]) => ({
      ...bench.deps.verifyDepsFor(test),
      guard: () => Promise.reject(new Deferral('busy', NOON + MINUTE)),
    }),
  };
  expect(await bench.deliver(dueMessage(connection), 1, busy)).toEqual({ kind: 'put_off', untilMs: NOON + MINUTE });
  expect(await verdictsOf(bench, connection)).toEqual([]);
  bench.clock.ms += MINUTE;
  expect((await bench.deliver(dueMessage(connection), 2)).kind).toBe('verified');
  expect([bench.target.calls.length, await verdictsOf(bench, connection)]).toEqual([1, ['ok']]);
});

it('what cannot be put off any longer ends as budget_spent, and the standing stays', async () => {
  const bench = makeWorkBench();
  const connection = await bench.add();
  const closed = {
    verifyDepsFor: (test: Parameters<typeof bench.deps.verifyDepsFor>[0]) => ({
      ...bench.deps.verifyDepsFor(test),
      guard: () => Promise.reject(new Deferral('The host is given a rest.', NOON + 60 * MINUTE)),
    }),
  };
  expect(await bench.deliver(dueMessage(connection), 1, closed)).toMatchObject({
    kind: 'verified',
    verification: { code: 'budget_spent', message: 'The host is given a rest.' },
  });
  const often = await bench.add();
  const busy = {
    verifyDepsFor: (test: Parameters<typeof bench.deps.verifyDepsFor>[0]) => ({
      ...bench.deps.verifyDepsFor(test),
      guard: () => Promise.reject(new Deferral('busy', NOON + 1)),
    }),
  };
  expect(await bench.deliver(dueMessage(often), 12, busy)).toMatchObject({ kind: 'verified', verification: { code: 'budget_spent' } });
  expect(await bench.standingOf(often)).toMatchObject({ state: 'untested' });
  expect(bench.target.calls).toEqual([]);
});

it('what would come back after its last minute is not put off: it has a verdict', async () => {
  const bench = makeWorkBench();
  const connection = await bench.add();
  const latestMs = NOON + 29 * MINUTE;
  const busyUntil = (untilMs: number) => ({
    verifyDepsFor: (test: Parameters<typeof bench.deps.verifyDepsFor>[0]) => ({
      ...bench.deps.verifyDepsFor(test),
      guard: () => Promise.reject(new Deferral('busy', untilMs)),
    }),
  });
  bench.clock.ms = latestMs - 5 * MINUTE;
  expect(await bench.deliver(dueMessage(connection), 1, busyUntil(latestMs - 151_000))).toMatchObject({ kind: 'put_off' });
  expect(await bench.deliver(dueMessage(connection), 2, busyUntil(latestMs - 150_000))).toMatchObject({
    kind: 'verified',
    verification: { code: 'budget_spent' },
  });
});

it.each(['vault_throttled', 'vault_unavailable', 'vault_timeout'] as const)(
  '%s is tried again later, keeps the last verdict, and is told when the time is up',
  async (code) => {
    const bench = makeWorkBench();
    const connection = await bench.add();
    await bench.deliver(dueMessage(connection));
    bench.clock.ms += 15 * MINUTE;
    const message = dueMessage(connection, bench.clock.ms);
    bench.vault.trouble = new ResolverError(code);
    expect((await bench.deliver(message)).kind).toBe('put_off');
    expect(await bench.deliver(message, 12)).toMatchObject({ kind: 'verified', verification: { code } });
    expect(await bench.standingOf(connection)).toMatchObject({ state: 'connected' });
  },
);

it('a deleted connection is dropped, and an edit between queue and run is tested as it stands now', async () => {
  const bench = makeWorkBench();
  const [gone, moved] = [await bench.add(), await bench.add()];
  await bench.stores.connections.remove(gone.id, null);
  expect(await bench.deliver(dueMessage(gone))).toEqual({ kind: 'dropped', drop: 'connection_gone' });
  await bench.stores.connections.replace({ ...moved, config: { ...moved.config, baseUrl: `https://${HOSTS[1]}` }, revision: 2 }, 1);
  await bench.deliver(dueMessage(moved));
  expect(bench.target.calls).toEqual([HOSTS[1]]);
});

it('the first refusal of a schedule changes nothing yet; the second one in a row does, and is told once', async () => {
  const bench = makeWorkBench();
  const connection = await bench.add();
  await bench.deliver(dueMessage(connection));
  bench.target.answer = async () => answering(403);
  const states: (string | undefined)[] = [];
  for (let round = 0; round < 3; round += 1) {
    bench.clock.ms += 15 * MINUTE;
    await bench.deliver(dueMessage(connection, bench.clock.ms));
    states.push((await bench.standingOf(connection))?.state);
  }
  expect(states).toEqual(['connected', 'refused', 'refused']);
  expect(bench.events.published.map(({ detail }) => ('to' in detail ? detail.to : ''))).toEqual(['connected', 'refused']);
});

it('what was claimed late in the window after its own, by a worker that died, is ended in the one after that, and the target is not called', async () => {
  const bench = makeWorkBench();
  const connection = await bench.add();
  const message = dueMessage(connection);
  bench.target.answer = () => new Promise(() => {});
  bench.clock.ms = NOON + 30 * MINUTE - 5_000;
  bench.deliver(message).catch(() => {});
  await new Promise(setImmediate);
  bench.target.answer = async () => answering(200);
  bench.clock.ms += 10_000;
  expect(await bench.deliver(message, 2)).toEqual({ kind: 'put_off', untilMs: bench.clock.ms + CLAIM_MS });
  bench.clock.ms += CLAIM_MS;
  expect((await bench.deliver(message, 3)).kind).toBe('interrupted');
  expect((await bench.deliver(message, 4)).kind).toBe('settled');
  expect([bench.target.calls.length, await verdictsOf(bench, connection)]).toEqual([1, ['interrupted']]);
});

it('what follows from a verdict is made sure of, however late its message comes again', async () => {
  const bench = makeWorkBench();
  const connection = await bench.add();
  const dying = { ...bench.deps.connections, setStanding: async () => Promise.reject(new Error('killed')) };
  await expect(bench.deliver(dueMessage(connection), 1, { connections: dying })).rejects.toThrow('killed');
  const message = dueMessage(connection);
  bench.clock.ms += 60 * MINUTE;
  expect((await bench.deliver(message, 2)).kind).toBe('settled');
  expect(await bench.standingOf(connection)).toMatchObject({ state: 'connected' });
});

it.each([
  ['the window after the next', 30 * MINUTE, 'other_window'],
  ['a later window', 300 * MINUTE, 'other_window'],
  ['a window to come', -15 * MINUTE, 'other_window'],
])('a message that comes in %s, and that nobody has begun anything for, is dropped without an entry', async (_title, laterMs, drop) => {
  const bench = makeWorkBench();
  const connection = await bench.add();
  const message = dueMessage(connection);
  bench.clock.ms += laterMs;
  expect(await bench.deliver(message)).toEqual({ kind: 'dropped', drop });
  expect((await bench.stores.verifications.audit({ project: connection.project }, { limit: 9, after: null })).items).toEqual([]);
  expect(bench.target.calls).toEqual([]);
});

it('what was begun for a schedule that was taken away is ended, too', async () => {
  const bench = makeWorkBench();
  const connection = await bench.add();
  bench.target.answer = () => new Promise(() => {});
  bench.deliver(dueMessage(connection)).catch(() => {});
  await new Promise(setImmediate);
  await bench.stores.connections.replace({ ...connection, schedule: null, revision: connection.revision + 1 }, connection.revision);
  bench.clock.ms += CLAIM_MS;
  expect((await bench.deliver(dueMessage(connection), 2)).kind).toBe('interrupted');
  expect(await verdictsOf(bench, connection)).toEqual(['interrupted']);
});

it('a member of a run that is cancelled while its worker dies does not stay open: it is interrupted, and never called again', async () => {
  const bench = makeWorkBench();
  const connection = await bench.add();
  const run = bulkRun({ createdAt: new Date(NOON).toISOString(), state: 'running' });
  await bench.stores.runs.create(run);
  await bench.stores.runs.addMembers(run.id, [{ connectionId: connection.id, project: 'demo' }]);
  const message = { v: 1, kind: 'run', connectionId: connection.id, runId: run.id };
  bench.target.answer = () => new Promise(() => {});
  bench.deliver(message).catch(() => {});
  await new Promise(setImmediate);
  await bench.stores.runs.cancel(run.id, new Date(NOON).toISOString());
  expect(await bench.deliver(message, 2)).toMatchObject({ kind: 'put_off' });
  bench.clock.ms += CLAIM_MS;
  expect(await bench.deliver(message, 3)).toEqual({ kind: 'interrupted' });
  expect(await verdictsOf(bench, connection)).toEqual(['interrupted']);
  expect((await bench.stores.runs.member(run.id, connection.id))?.end).not.toBeNull();
  expect(bench.target.calls).toHaveLength(1);
});
