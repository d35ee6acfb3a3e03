import { randomUUID } from 'node:crypto';
import type { Queue, QueueMessage } from '../../../shared/runs/queue.ts';

/** `body` is the message as JSON, as a worker is given it. */
export type Delivery = { readonly messageId: string; readonly receipt: string; readonly body: string; readonly receiveCount: number };

export type MemoryQueueOptions = {
  /** In milliseconds. */
  readonly now: () => number;
  readonly visibilityMs?: number;
  /** A message that was received so often and is not removed is dead. */
  readonly mostReceives?: number;
  /** Whether a message that is sent is delivered twice. */
  readonly isDoubled?: (message: QueueMessage) => boolean;
  /** Whether the queue does not take a message this time. */
  readonly isRefused?: (message: QueueMessage) => boolean;
};

export type MemoryQueue = Queue & {
  /** At most `limit` that nobody has, oldest first. They come again when their visibility timeout is over, unless they are removed before. */
  receive(limit: number): readonly Delivery[];
  /** A receipt of an earlier delivery removes nothing. */
  remove(receipt: string): void;
  /** Bodies, in the order they died. */
  readonly dead: readonly string[];
  /** All that is neither removed nor dead. */
  readonly size: number;
};

type Entry = { readonly messageId: string; readonly body: string; readonly receiveCount: number };

/** A queue that delivers at least once. */
export function makeMemoryQueue({ now, visibilityMs = 30_000, mostReceives = Infinity, isDoubled, isRefused }: MemoryQueueOptions): MemoryQueue {
  let ready: Entry[] = [];
  let next = 0;
  // By receipt, in the order of their times.
  const hidden = new Map<string, { readonly entry: Entry; readonly untilMs: number }>();
  const dead: string[] = [];
  const put = (entry: Entry): void => void (entry.receiveCount >= mostReceives ? dead.push(entry.body) : ready.push(entry));
  const wake = (): void => {
    for (const [receipt, { entry, untilMs }] of hidden) {
      if (untilMs > now()) return;
      hidden.delete(receipt);
      put(entry);
    }
  };
  const take = (): readonly Delivery[] => {
    const found = ready[next];
    if (!found) return [];
    next += 1;
    const [receipt, entry] = [randomUUID(), { ...found, receiveCount: found.receiveCount + 1 }];
    hidden.set(receipt, { entry, untilMs: now() + visibilityMs });
    return [{ ...entry, receipt }];
  };
  return {
    dead,
    get size() {
      wake();
      return ready.length - next + hidden.size;
    },
    send: async (messages) => {
      if (messages.length > 10) throw new Error('A batch is of at most ten messages.');
      const refused = messages.filter((message) => isRefused?.(message));
      for (const message of messages.filter((one) => !refused.includes(one)))
        for (let copy = isDoubled?.(message) ? 2 : 1; copy > 0; copy -= 1) put({ messageId: randomUUID(), body: JSON.stringify(message), receiveCount: 0 });
      return refused;
    },
    receive: (limit) => {
      wake();
      const deliveries = Array.from({ length: limit }, take).flat();
      if (next > 10_000 && next * 2 > ready.length) [ready, next] = [ready.slice(next), 0];
      return deliveries;
    },
    remove: (receipt) => void hidden.delete(receipt),
  };
}
