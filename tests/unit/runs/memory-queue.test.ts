import { expect, it } from 'vitest';
import type { Addressed, QueueMessage } from '../../../shared/runs/queue.ts';
import { type Delivery, makeMemoryGatherQueue, makeMemoryQueue } from '../../helpers/stores/memory-queue.ts';

const messageOf = (n: number): QueueMessage => ({ v: 1, kind: 'scheduled', connectionId: `con_${n}`, window: 1, everyMinutes: 5 });
const addressed = (n: number, project = 'demo'): Addressed => ({ message: messageOf(n), project });
const numbers = (deliveries: readonly Delivery[]): readonly number[] => deliveries.map(({ body }) => Number(JSON.parse(body).connectionId.slice(4)));

it('a message that is received and not removed comes again after its visibility timeout, and one that is removed does not', async () => {
  const clock = { nowMs: 0 };
  const queue = makeMemoryQueue({ now: () => clock.nowMs, visibilityMs: 1_000 });
  await queue.send([addressed(1), addressed(2)]);
  const [first, second] = queue.receive(10);
  expect(JSON.parse(first!.body)).toEqual(messageOf(1));
  queue.remove(second!.receipt);
  clock.nowMs = 999;
  expect([queue.receive(10), queue.size]).toEqual([[], 1]);
  clock.nowMs = 1_000;
  const again = queue.receive(10);
  expect(again.map(({ body, receiveCount }) => [body, receiveCount])).toEqual([[first!.body, 2]]);
});

it('a receipt of an earlier delivery removes nothing', async () => {
  const clock = { nowMs: 0 };
  const queue = makeMemoryQueue({ now: () => clock.nowMs, visibilityMs: 1_000 });
  await queue.send([addressed(1)]);
  const [early] = queue.receive(1);
  clock.nowMs = 1_000;
  const [late] = queue.receive(1);
  expect([late?.messageId, late?.receiveCount]).toEqual([early?.messageId, 2]);
  queue.remove(early!.receipt);
  expect(queue.size).toBe(1);
  queue.remove(late!.receipt);
  expect(queue.size).toBe(0);
});

it('a message is doubled, refused, or dies after so many deliveries, on demand', async () => {
  const clock = { nowMs: 0 };
  const isKind =
    (n: number) =>
    ({ connectionId }: QueueMessage): boolean =>
      connectionId === `con_${n}`;
  const queue = makeMemoryQueue({ now: () => clock.nowMs, visibilityMs: 10, mostReceives: 2, isDoubled: isKind(1), isRefused: isKind(2) });
  expect(await queue.send([addressed(1), addressed(2), addressed(3)])).toEqual([addressed(2)]);
  expect(queue.receive(10)).toHaveLength(3);
  clock.nowMs = 10;
  for (const { receipt, body } of queue.receive(10)) if (body.includes('con_1')) queue.remove(receipt);
  clock.nowMs = 20;
  expect([queue.receive(10), queue.dead.map((body) => JSON.parse(body)), queue.size]).toEqual([[], [messageOf(3)], 0]);
});

it('projects take turns, and a few messages of one do not wait for thousands of another', async () => {
  const queue = makeMemoryQueue({ now: () => 0 });
  for (let n = 0; n < 1_000; n += 10) await queue.send(Array.from({ length: 10 }, (_, at) => addressed(n + at, 'loud')));
  await queue.send([addressed(5_001, 'quiet'), addressed(5_002, 'quiet'), addressed(7_001, 'third')]);
  expect(numbers(queue.receive(6))).toEqual([0, 5_001, 7_001, 1, 5_002, 2]);
  await queue.send([addressed(7_002, 'third')]);
  expect(numbers(queue.receive(3))).toEqual([3, 7_002, 4]);
  expect([queue.receive(2_000).length, queue.size]).toEqual([995, 1_004]);
});

it('a message that is put off comes again at its time: sooner or later than its visibility timeout, and before others that were received before it', async () => {
  const clock = { nowMs: 0 };
  const queue = makeMemoryQueue({ now: () => clock.nowMs, visibilityMs: 1_000 });
  await queue.send([1, 2, 3, 4].map((n) => addressed(n)));
  const [first, second, third, fourth] = queue.receive(10);
  queue.comeBack(second!.receipt, 5_000);
  queue.comeBack(third!.receipt, 100);
  queue.comeBack(fourth!.receipt, 0);
  queue.remove(first!.receipt);
  expect(numbers(queue.receive(10))).toEqual([4]);
  queue.comeBack(fourth!.receipt, 0);
  expect(queue.receive(10)).toEqual([]);
  clock.nowMs = 100;
  expect(queue.receive(10)).toMatchObject([{ messageId: third!.messageId, receiveCount: 2 }]);
  clock.nowMs = 4_999;
  expect(new Set(numbers(queue.receive(10)))).toEqual(new Set([3, 4]));
  clock.nowMs = 5_000;
  expect([numbers(queue.receive(10)), queue.size]).toEqual([[2], 3]);
});

it('messages come again in the order of their times, however they were put off', async () => {
  const clock = { nowMs: 0 };
  const queue = makeMemoryQueue({ now: () => clock.nowMs, visibilityMs: 10_000 });
  const times = Array.from({ length: 500 }, (_, n) => 1 + ((n * 7_919) % 500));
  for (let n = 0; n < 500; n += 10) await queue.send(Array.from({ length: 10 }, (_, at) => addressed(n + at)));
  for (const delivery of queue.receive(500)) queue.comeBack(delivery.receipt, times[numbers([delivery])[0]!]!);
  for (clock.nowMs = 1; clock.nowMs <= 500; clock.nowMs += 1) expect(numbers(queue.receive(10))).toEqual([times.indexOf(clock.nowMs)]);
});

it('a page of a run that is to be gathered is delivered until it is removed, and a queue that does not take it says so', async () => {
  const clock = { nowMs: 0 };
  const queue = makeMemoryGatherQueue({ now: () => clock.nowMs, visibilityMs: 10, isRefused: ({ after }) => after === 'refused' });
  const message = { v: 1, kind: 'gather', runId: 'run_1', after: null } as const;
  await queue.send(message);
  await expect(queue.send({ ...message, after: 'refused' })).rejects.toThrow(/did not take/);
  expect(queue.receive(10).map(({ body }) => JSON.parse(body))).toEqual([message]);
  clock.nowMs = 10;
  for (const { receipt } of queue.receive(10)) queue.remove(receipt);
  expect(queue.size).toBe(0);
});
