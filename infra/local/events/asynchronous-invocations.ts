import type { Json } from '../../../shared/json.ts';
import { AwsError } from '../aws/aws-error.ts';
import type { Timers } from '../aws/sqs/clock-timers.ts';
import type { QueueLog } from '../aws/sqs/queue-log.ts';
import type { MessageAttributes, ReceivedMessage } from '../aws/sqs/queue-message.ts';
import { QUEUE_DEFAULTS } from '../aws/sqs/queue-settings.ts';
import { QueueStore } from '../aws/sqs/queue-store.ts';
import type { AsynchronousTarget } from './asynchronous-target.ts';
import { Slots } from './slots.ts';

export type AsynchronousPorts = {
  /** @throws Error where the function fails, crashes or takes too long */
  readonly invoke: (functionName: string, event: unknown) => Promise<unknown>;
  readonly timers: Timers;
  readonly now: () => number;
  /** Where accepted events outlive the process; null: in memory. */
  readonly kept: QueueLog | null;
  readonly deadLetter: (queueName: string, message: { readonly body: string; readonly attributes: MessageAttributes }) => void;
  readonly log: (line: string) => void;
};
export type AsynchronousInvocations = {
  /** Returns once the event is in safe keeping. @throws Error for a function that is not known */
  readonly accept: (functionName: string, payload: Json) => void;
  readonly close: () => Promise<void>;
};

/** Lambda waits a minute before the second attempt and two before the third. */
const WAIT_SECONDS = [60, 120];
const AT_ONCE = 10;
/** A function that is cut off has answered before its event shows itself again. */
const SPARE_SECONDS = 5;

/**
 * Lambda's asynchronous invocation: an internal queue for each function, so at least once, also when the process ends in between.
 * Source: Lambda developer guide, "How Lambda handles errors and retries with asynchronous invocation".
 */
export function asynchronousInvocations(targets: readonly AsynchronousTarget[], ports: AsynchronousPorts): AsynchronousInvocations {
  const { timers, now, kept } = ports;
  const queues = targets.map(({ functionName, timeoutSeconds, maxAgeSeconds }) => ({
    ...QUEUE_DEFAULTS,
    name: functionName,
    arn: functionName,
    visibilitySeconds: timeoutSeconds + SPARE_SECONDS,
    retentionSeconds: maxAgeSeconds,
  }));
  const store = new QueueStore({ queues, log: kept, timers, now });
  const closing = new AbortController();
  const working = targets.map((target) => workOn({ target, store, ports, signal: closing.signal }));
  return {
    accept: (functionName, payload) => void store.send(functionName, [{ body: JSON.stringify(payload), attributes: {}, senderId: '' }]),
    close: async () => {
      closing.abort();
      await Promise.all(working);
      store.close();
    },
  };
}

type Working = { readonly target: AsynchronousTarget; readonly store: QueueStore; readonly ports: AsynchronousPorts; readonly signal: AbortSignal };

async function workOn(working: Working): Promise<void> {
  const { target, store, signal } = working;
  const slots = new Slots(AT_ONCE);
  signal.addEventListener('abort', () => slots.open());
  while (!signal.aborted) {
    await slots.take();
    const [message] = await store.receiveBy(target.functionName, Number.POSITIVE_INFINITY, { max: 1, signal });
    if (message) void attempt(message, working).finally(() => slots.give());
    else slots.give();
  }
}

async function attempt(message: ReceivedMessage, working: Working): Promise<void> {
  const { target, store, ports, signal } = working;
  try {
    await ports.invoke(target.functionName, JSON.parse(message.body));
  } catch {
    if (!signal.aborted) postpone(message, working); // else the function was ended with the stack: it is tried again after the start
    return;
  }
  if (!signal.aborted) store.remove(target.functionName, message.receiptHandle);
}

function postpone(message: ReceivedMessage, working: Working): void {
  const { target, store, ports } = working;
  const { functionName, maxAttempts, deadLetterQueue } = target;
  const waitSeconds = message.receiveCount < maxAttempts ? WAIT_SECONDS[message.receiveCount - 1] : undefined;
  if (waitSeconds !== undefined) return hide(message, waitSeconds, working);
  ports.log(`[${functionName}] gave an event up after ${message.receiveCount} attempts${deadLetterQueue === null ? '' : `; it is in ${deadLetterQueue}`}.`);
  const attributes = { RequestID: text(message.id), ErrorCode: { DataType: 'Number', StringValue: '200' }, ErrorMessage: text('Unhandled') };
  if (deadLetterQueue !== null) ports.deadLetter(deadLetterQueue, { body: message.body, attributes });
  store.remove(functionName, message.receiptHandle);
}

/** An event has shown itself again where the clock was moved on during the attempt: then it is another attempt's by now. */
function hide(message: ReceivedMessage, waitSeconds: number, { target: { functionName }, store, ports }: Working): void {
  try {
    store.hide(functionName, message.receiptHandle, waitSeconds);
    ports.log(`[${functionName}] failed on an event, which comes again in ${waitSeconds} s.`);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
  }
}

function text(value: string): MessageAttributes[string] {
  return { DataType: 'String', StringValue: value };
}
