import type { Addressed, GatherMessage, GatherQueue, Queue, QueueMessage } from '../../../shared/runs/queue.ts';
import { shareOf } from '../../../shared/runs/queue-share.ts';
import { type Delivery, MemoryLine } from './memory-line.ts';

export type { Delivery } from './memory-line.ts';

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

/** What a worker sees of a queue, and what a test does. */
export type MemoryReceiver = {
  /**
   * At most `limit` that nobody has: projects take turns, and of each the oldest comes first. They come again when their visibility
   * timeout is over, unless they are removed before.
   */
  receive(limit: number): readonly Delivery[];
  /** A receipt of an earlier delivery removes nothing. */
  remove(receipt: string): void;
  /** Makes a message that was received come again after so many milliseconds from now, instead of after its visibility timeout. */
  comeBack(receipt: string, afterMs: number): void;
  /** Bodies, in the order they died. */
  readonly dead: readonly string[];
  /** All that is neither removed nor dead. */
  readonly size: number;
};
export type MemoryQueue = Queue & MemoryReceiver;

/** A queue that delivers at least once, and fairly. */
export function makeMemoryQueue({ isDoubled, isRefused, ...options }: MemoryQueueOptions): MemoryQueue {
  const line = new MemoryLine(options);
  const send = async (messages: readonly Addressed[]): Promise<readonly Addressed[]> => {
    if (messages.length > 10) throw new Error('A batch is of at most ten messages.');
    const refused = messages.filter(({ message }) => isRefused?.(message));
    for (const each of messages.filter((one) => !refused.includes(one)))
      for (let copy = isDoubled?.(each.message) ? 2 : 1; copy > 0; copy -= 1) line.put(JSON.stringify(each.message), shareOf(each));
    return refused;
  };
  return withReceiver(line, { send });
}

export type MemoryGatherQueue = GatherQueue & MemoryReceiver;
type GatherOptions = Pick<MemoryQueueOptions, 'now' | 'visibilityMs' | 'mostReceives'> & {
  /** Whether sending a message fails this time. */
  readonly isRefused?: (message: GatherMessage) => boolean;
};

export function makeMemoryGatherQueue({ isRefused, ...options }: GatherOptions): MemoryGatherQueue {
  const line = new MemoryLine(options);
  const send = async (message: GatherMessage): Promise<void> => {
    if (isRefused?.(message)) throw new Error('The queue did not take a message.');
    line.put(JSON.stringify(message), '');
  };
  return withReceiver(line, { send });
}

function withReceiver<Sender extends object>(line: MemoryLine, sender: Sender): Sender & MemoryReceiver {
  const receiver: MemoryReceiver = {
    receive: (limit) => line.receive(limit),
    remove: (receipt) => line.remove(receipt),
    comeBack: (receipt, afterMs) => line.comeBack(receipt, afterMs),
    dead: line.dead,
    get size() {
      return line.size;
    },
  };
  // Onto the receiver, whose size is a getter: a copy of it would stand still.
  return Object.assign(receiver, sender);
}
