import { expect, it } from 'vitest';
import { Deferral } from '../../../shared/deferral.ts';
import { maskOf } from '../../helpers/stores/stored-connections.ts';
import { answering, dueMessage, HOSTS, makeWorkBench, MINUTE, NOON } from '../../helpers/work-bench.ts';

const DAY = 24 * 60 * MINUTE;

it('500 connections on one refused version: one attempt a window, three in a day in all, then none until the version changes', async () => {
  const bench = makeWorkBench();
  bench.target.answer = async () => answering(401);
  const connections = await Promise.all(Array.from({ length: 500 }, () => bench.add()));
  const callsByWindow: number[] = [];
  const windows = [...Array(10).keys(), 96, 97, 200];
  for (const window of windows) {
    bench.clock.ms = NOON + window * 15 * MINUTE;
    const atMs = bench.clock.ms;
    const before = bench.target.calls.length;
    for (let from = 0; from < connections.length; from += 10)
      await Promise.all(connections.slice(from, from + 10).map((connection) => bench.deliver(dueMessage(connection, atMs))));
    callsByWindow.push(bench.target.calls.length - before);
  }
  expect(Math.max(...callsByWindow)).toBe(1);
  expect(callsByWindow.reduce((sum, calls) => sum + calls)).toBe(3);
  expect(callsByWindow.slice(6)).toEqual(Array(7).fill(0));
  expect(await bench.standingOf(connections[7]!)).toMatchObject({ state: 'suspended', code: 'suspended' });
  bench.vault.version = 'v2';
  bench.target.answer = async () => answering(200);
  bench.clock.ms = NOON + 3 * DAY;
  // Those that come while the new version is tried for the first time come again.
  for (const comings of [1, 2])
    for (let from = 0; from < connections.length; from += 10)
      await Promise.all(connections.slice(from, from + 10).map((connection) => bench.deliver(dueMessage(connection, bench.clock.ms), comings)));
  expect(await bench.standingOf(connections[7]!)).toMatchObject({ state: 'connected' });
}, 120_000);

it('where accounts are locked early, one refusal suspends them', async () => {
  const bench = makeWorkBench();
  bench.target.answer = async () => answering(401);
  const jira = { connector: 'jira-dc', config: { baseUrl: `https://${HOSTS[0]}`, personalAccessToken: maskOf('jira') } };
  const [refused, again] = [await bench.add(jira), await bench.add(jira)];
  expect(await bench.deliver(dueMessage(refused))).toMatchObject({ verification: { code: 'bad_credentials' } });
  for (const atMs of [NOON, NOON + 15 * MINUTE, NOON + DAY + 15 * MINUTE]) {
    bench.clock.ms = atMs;
    expect(await bench.deliver(dueMessage(again, atMs))).toMatchObject({ verification: { code: 'suspended' } });
  }
  expect(bench.target.calls).toHaveLength(1);
});

it('while credentials are tried for the first time, the others wait for the outcome; what is good is used at once by all', async () => {
  const bench = makeWorkBench();
  let release = (): void => {};
  bench.target.answer = () => new Promise((resolve) => (release = () => resolve(answering(200))));
  const [first, second] = [await bench.add(), await bench.add()];
  const leading = bench.deliver(dueMessage(first));
  await new Promise(setImmediate);
  expect(await bench.deliver(dueMessage(second))).toMatchObject({ kind: 'put_off' });
  release();
  expect((await leading).kind).toBe('verified');
  bench.target.answer = async () => answering(200);
  expect((await bench.deliver(dueMessage(second), 2)).kind).toBe('verified');
});

it('an answer 403 proves nothing of the credentials: they are still tried one at a time, and the first refusal stops all the others', async () => {
  const bench = makeWorkBench();
  bench.target.answer = async () => answering(403);
  const [first, ...others] = await Promise.all(Array.from({ length: 20 }, () => bench.add()));
  expect(await bench.deliver(dueMessage(first!))).toMatchObject({ verification: { code: 'forbidden' } });
  bench.target.answer = async () => answering(401);
  await Promise.all(others.map((connection) => bench.deliver(dueMessage(connection))));
  expect(bench.target.calls).toHaveLength(2);
});

it('another host is another budget: what one target refuses, another is still asked', async () => {
  const bench = makeWorkBench();
  bench.target.answer = async (host) => answering(host === HOSTS[0] ? 401 : 200);
  const [refused, again, other] = [await bench.add(), await bench.add(), await bench.add({}, HOSTS[1])];
  const results = [await bench.deliver(dueMessage(refused)), await bench.deliver(dueMessage(again)), await bench.deliver(dueMessage(other))];
  expect(results.map((result) => (result.kind === 'verified' ? result.verification.code : result.kind))).toEqual(['bad_credentials', 'budget_spent', 'ok']);
});

it('a Deferral carries a time and no text of anyone else', () => {
  expect(new Deferral('busy', 5)).toMatchObject({ name: 'Deferral', untilMs: 5, message: 'busy' });
});
