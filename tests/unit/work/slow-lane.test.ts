import { expect, it } from 'vitest';
import { dueMessage, HOSTS, makeWorkBench } from '../../helpers/work-bench.ts';

it('a test of a slow host is moved to the slow lane before its entry is claimed, a secret read or a target called', async () => {
  const bench = makeWorkBench();
  const connection = await bench.add({ project: 'billing' });
  bench.slow.add(HOSTS[0]);
  const message = dueMessage(connection);
  expect(await bench.deliver(message)).toEqual({ kind: 'slow', addressed: { message, project: 'billing', host: HOSTS[0] } });
  expect((await bench.stores.verifications.audit({ project: 'billing' }, { limit: 9, after: null })).items).toEqual([]);
  expect([bench.vault.reads, bench.target.calls]).toEqual([0, []]);
});

it('in the slow lane it is carried out, once, also where it was sent there twice', async () => {
  const bench = makeWorkBench();
  const connection = await bench.add();
  bench.slow.add(HOSTS[0]);
  expect((await bench.deliver(dueMessage(connection), 1, {}, { lane: 'slow' })).kind).toBe('verified');
  expect((await bench.deliver(dueMessage(connection), 1, {}, { lane: 'slow' })).kind).toBe('settled');
  expect(bench.target.calls).toEqual([HOSTS[0]]);
});

it('other hosts stay where they are, and a host that is no longer slow is tested in the slow lane all the same', async () => {
  const bench = makeWorkBench();
  bench.slow.add(HOSTS[0]);
  const [one, other] = [await bench.add({}, HOSTS[1]), await bench.add({}, HOSTS[2])];
  expect((await bench.deliver(dueMessage(one))).kind).toBe('verified');
  expect((await bench.deliver(dueMessage(other), 1, {}, { lane: 'slow' })).kind).toBe('verified');
});

it('where it cannot be found out whether a host is slow, the test goes on, and the gate decides', async () => {
  const bench = makeWorkBench();
  const connection = await bench.add();
  const gate = { isSlow: () => Promise.reject(new Error('no store')) };
  expect((await bench.deliver(dueMessage(connection), 1, { gate })).kind).toBe('verified');
});
