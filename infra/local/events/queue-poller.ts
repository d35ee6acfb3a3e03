import type { SQSEvent, SQSRecord } from 'aws-lambda';
import type { QueueStore } from '../aws/sqs/queue-store.ts';
import { eventsOf, failedIn, recordOf } from './queue-batch.ts';
import type { QueueMapping } from './queue-mapping.ts';
import { Slots } from './slots.ts';

export type PollerPorts = {
  readonly queue: Pick<QueueStore, 'receiveBy' | 'remove'>;
  /** @throws Error where the function fails, crashes or takes too long */
  readonly invoke: (functionName: string, event: SQSEvent) => Promise<unknown>;
  /** Milliseconds. */
  readonly now: () => number;
  readonly log: (line: string) => void;
};

/**
 * Works on a queue as Lambda's event source mapping does: what succeeded is deleted, what failed stays hidden until its visibility timeout
 * ends. A function that throws fails the whole batch. `close` takes no more messages; batches that are with the function go on.
 */
export function pollQueue(mapping: QueueMapping, ports: PollerPorts): { readonly close: () => Promise<void> } {
  const closing = new AbortController();
  const polling = poll(mapping, ports, closing.signal);
  const close = async (): Promise<void> => {
    closing.abort();
    await polling;
  };
  return { close };
}

async function poll(mapping: QueueMapping, ports: PollerPorts, signal: AbortSignal): Promise<void> {
  const slots = new Slots(mapping.maxConcurrency);
  signal.addEventListener('abort', () => slots.open());
  while (!signal.aborted) {
    await slots.take();
    const records = signal.aborted ? [] : await gathered(mapping, ports, signal);
    void work(records, mapping, ports).finally(() => slots.give());
  }
}

/** A first message, however long it takes, and what comes before the batch is full or its window ends. */
async function gathered(
  { queueName, queueArn, batchSize, windowSeconds }: QueueMapping,
  { queue, now }: PollerPorts,
  signal: AbortSignal,
): Promise<readonly SQSRecord[]> {
  const batch = [...(await queue.receiveBy(queueName, Number.POSITIVE_INFINITY, { max: batchSize, signal }))];
  const windowEndsMs = now() + windowSeconds * 1000;
  while (batch.length > 0 && batch.length < batchSize && now() < windowEndsMs && !signal.aborted)
    batch.push(...(await queue.receiveBy(queueName, windowEndsMs, { max: batchSize - batch.length, signal })));
  return batch.map((message) => recordOf(message, queueArn));
}

async function work(records: readonly SQSRecord[], mapping: QueueMapping, ports: PollerPorts): Promise<void> {
  for (const event of eventsOf(records)) {
    const failed = new Set(await failures(event, mapping, ports));
    for (const record of event.Records) if (!failed.has(record)) ports.queue.remove(mapping.queueName, record.receiptHandle);
    if (failed.size > 0) ports.log(`[${mapping.functionName}] ${failed.size} of ${event.Records.length} messages of ${mapping.queueName} failed.`);
  }
}

async function failures(event: SQSEvent, { functionName, reportsItemFailures }: QueueMapping, { invoke }: PollerPorts): Promise<readonly SQSRecord[]> {
  try {
    const answer = await invoke(functionName, event);
    return reportsItemFailures ? failedIn(answer, event.Records) : [];
  } catch {
    return event.Records; // whoever runs the function has said why
  }
}
