import type { Timers } from './clock-timers.ts';
import { entering, KeptQueues, standing } from './kept-queues.ts';
import { failedIn, hiddenAnew, receivedAt, sentAt } from './message-changes.ts';
import { queueDoesNotExist } from './queue-errors.ts';
import type { QueueLog } from './queue-log.ts';
import type { NewMessage, QueueMessage, ReceivedMessage } from './queue-message.ts';
import type { QueueSettings } from './queue-settings.ts';
import type { Queue, QueueCounts } from './queue.ts';
import { formatHandle, parseHandle } from './receipt-handle.ts';
import { Waiters } from './waiters.ts';

export type QueueStoreOptions = {
  readonly queues: readonly QueueSettings[];
  /** Null: kept in memory. */
  readonly log: QueueLog | null;
  readonly timers: Timers;
  /** Milliseconds. */
  readonly now: () => number;
};
/** `signal`: gives up, and takes nothing. */
export type WaitOptions = ReceiveOptions & { readonly signal?: AbortSignal };
export type ReceiveOptions = { readonly max: number; readonly visibilitySeconds?: number | undefined };

/** Standard queues of one account and region: at least once, in no promised order. What `send` has returned survives the end of the process. */
export class QueueStore {
  readonly #queues: KeptQueues;
  readonly #waiters: Waiters;
  readonly #now: () => number;

  /** @throws Error where the file is not one of queues */
  constructor({ queues, log, timers, now }: QueueStoreOptions) {
    this.#queues = new KeptQueues(queues, log);
    this.#waiters = new Waiters(timers);
    this.#now = now;
  }

  declare(settings: QueueSettings): void {
    this.#queues.declare(settings);
  }

  names(): readonly string[] {
    return this.#queues.all().map(({ settings }) => settings.name);
  }

  /** @throws AwsError QueueDoesNotExist, as all that follow */
  settingsOf(name: string): QueueSettings {
    return this.#queue(name).settings;
  }

  counts(name: string): QueueCounts {
    return this.#queue(name).counts(this.#now());
  }

  send(name: string, messages: readonly NewMessage[]): readonly QueueMessage[] {
    const queue = this.#queue(name);
    const nowMs = this.#now();
    const sent = messages.map((message) => sentAt(message, { nowMs, seconds: message.delaySeconds ?? queue.settings.delaySeconds }));
    this.#queues.note(sent.map((message) => entering(name, message)));
    for (const message of sent) queue.put(message);
    this.#changed(name);
    return sent;
  }

  /** What is visible now, at most `max`. A message that was received too often goes to the dead-letter queue instead. */
  receive(name: string, { max, visibilitySeconds }: ReceiveOptions): readonly ReceivedMessage[] {
    const queue = this.#queue(name);
    const nowMs = this.#now();
    const seconds = visibilitySeconds ?? queue.settings.visibilitySeconds;
    const received = new Map<string, ReceivedMessage>();
    for (let message = queue.take(nowMs); message; message = received.size < max ? queue.take(nowMs) : null) {
      const isAgain = received.has(message.id);
      if (isAgain) queue.put(message); // hidden for no time at all: once in one answer all the same
      if (isAgain) break;
      if (this.#redrive(queue, message)) continue;
      const taken = receivedAt(message, { nowMs, seconds });
      queue.put(taken);
      received.set(taken.id, { ...taken, receiptHandle: formatHandle({ queueName: name, messageId: taken.id, nonce: taken.nonce }) });
    }
    const answer = [...received.values()];
    this.#queues.note(answer.map((message) => standing(name, message)));
    this.#queues.shorten();
    return answer;
  }

  /** As `receive`, but waits until there is a message, at most until the clock has reached `untilMs`. */
  async receiveBy(name: string, untilMs: number, options: WaitOptions): Promise<readonly ReceivedMessage[]> {
    for (;;) {
      if (this.#waiters.isClosed || options.signal?.aborted) return [];
      const received = this.receive(name, options);
      if (received.length > 0 || this.#now() >= untilMs) return received;
      await this.#waiters.wait(name, { atMs: Math.min(untilMs, this.#queue(name).nextVisibleMs()), signal: options.signal });
    }
  }

  /** Only the newest handle of a message deletes it; an older one, or one of a message that is gone, is taken and does nothing. */
  remove(name: string, handle: string): void {
    const queue = this.#queue(name);
    const { messageId, nonce } = parseHandle(handle, name);
    if (queue.get(messageId)?.nonce !== nonce) return;
    queue.remove(messageId);
    this.#queues.note([['out', name, messageId]]);
    this.#queues.shorten();
  }

  /** Hides a message in flight for so many seconds from now; 0 shows it at once. @throws AwsError ReceiptHandleIsInvalid, MessageNotInflight, InvalidParameterValue */
  hide(name: string, handle: string, seconds: number): void {
    const queue = this.#queue(name);
    const { messageId, nonce } = parseHandle(handle, name);
    const message = hiddenAnew(queue.get(messageId), { nonce, seconds, nowMs: this.#now() });
    queue.put(message);
    this.#queues.note([standing(name, message)]);
    this.#changed(name);
  }

  purge(name: string): void {
    this.#queue(name).clear();
    this.#queues.note([['purged', name]]);
  }

  /** Answers all who wait. */
  close(): void {
    this.#waiters.close();
    this.#queues.close();
  }

  #redrive(queue: Queue, message: QueueMessage): boolean {
    const { name, arn, redrive } = queue.settings;
    const target = redrive && message.receiveCount >= redrive.maxReceiveCount ? this.#queues.withArn(redrive.deadLetterArn) : undefined;
    if (!target || target.settings.name === name) return false;
    const moved = failedIn(arn, message);
    this.#queues.note([entering(target.settings.name, moved)]);
    queue.remove(message.id);
    target.put(moved);
    this.#changed(target.settings.name);
    return true;
  }

  #queue(name: string): Queue {
    const queue = this.#queues.get(name);
    if (!queue) throw queueDoesNotExist();
    return queue;
  }

  #changed(name: string): void {
    this.#waiters.wake(name);
    this.#queues.shorten();
  }
}
