import { expect, it } from 'vitest';
import type { QueueMessage } from '../../../shared/runs/queue.ts';
import { makeMemoryQueue } from '../../helpers/stores/memory-queue.ts';

const messageOf = (n: number): QueueMessage => ({ v: 1, kind: 'scheduled', connectionId: `con_${n}`, window: 1, everyMinutes: 5 });

it('a message that is received and not removed comes again after its visibility timeout, and one that is removed does not', async () => {
  const clock = { nowMs: 0 };
  const queue = makeMemoryQueue({ now: () => clock.nowMs, visibilityMs: 1_000 });
  await queue.send([messageOf(1), messageOf(2)]);
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
  await queue.send([messageOf(1)]);
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
  expect(await queue.send([messageOf(1), messageOf(2), messageOf(3)])).toEqual([messageOf(2)]);
  expect(queue.receive(10)).toHaveLength(3);
  clock.nowMs = 10;
  for (const { receipt, body } of queue.receive(10)) if (body.includes('con_1')) queue.remove(receipt);
  clock.nowMs = 20;
  expect([queue.receive(10), queue.dead.map((body) => JSON.parse(body)), queue.size]).toEqual([[], [messageOf(3)], 0]);
});
