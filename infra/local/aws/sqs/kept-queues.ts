import type { LogLine, QueueLog } from './queue-log.ts';
import type { QueueMessage } from './queue-message.ts';
import type { QueueSettings } from './queue-settings.ts';
import { Queue } from './queue.ts';

/** The log is written anew once it has so many lines, and four for each message that is left. */
const LINES_BEFORE_REWRITE = 10_000;

/** Queues by name, as their log left them. Messages of queues that are no longer declared are dropped, as a deleted queue's are. */
export class KeptQueues {
  readonly #queues = new Map<string, Queue>();
  readonly #log: QueueLog | null;
  #lines = 0;
  #isClosed = false;

  /** @param log null: kept in memory. @throws Error where the file is not one of queues */
  constructor(declared: readonly QueueSettings[], log: QueueLog | null) {
    this.#log = log;
    for (const settings of declared) this.declare(settings);
    for (const line of log?.read() ?? []) this.#replay(line);
    this.#rewrite();
  }

  declare(settings: QueueSettings): void {
    this.#queues.set(settings.name, new Queue(settings));
  }

  get(name: string): Queue | undefined {
    return this.#queues.get(name);
  }

  withArn(arn: string): Queue | undefined {
    return this.all().find(({ settings }) => settings.arn === arn);
  }

  all(): readonly Queue[] {
    return [...this.#queues.values()];
  }

  /** Only says what is about to change or has changed: the queues are the caller's to change. After `close` nothing is kept. */
  note(lines: readonly LogLine[]): void {
    if (this.#isClosed) return;
    this.#log?.append(lines);
    this.#lines += lines.length;
  }

  /** Called when queues and log agree. */
  shorten(): void {
    if (this.#isClosed || this.#lines <= LINES_BEFORE_REWRITE) return;
    const left = this.all().reduce((sum, queue) => sum + queue.size, 0);
    if (this.#lines > 4 * left) this.#rewrite();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#rewrite();
    this.#log?.close();
    this.#isClosed = true;
  }

  #rewrite(): void {
    const lines = this.all().flatMap((queue) => [...queue.all()].map((message) => entering(queue.settings.name, message)));
    this.#log?.rewrite(lines);
    this.#lines = lines.length;
  }

  #replay(line: LogLine): void {
    const [kind, name, subject] = line;
    if (kind === 'format') return;
    const queue = this.#queues.get(name);
    if (kind === 'in') {
      for (const one of this.all()) one.remove(subject.id);
      queue?.put(subject);
    } else if (kind === 'purged') queue?.clear();
    else if (kind === 'out') queue?.remove(subject);
    else standAgain(queue, subject, line[3]);
  }
}

function standAgain(queue: Queue | undefined, id: string, change: Partial<QueueMessage>): void {
  const message = queue?.get(id);
  if (message) queue?.put({ ...message, ...change });
}

export function entering(name: string, message: QueueMessage): LogLine {
  return ['in', name, message];
}

export function standing(name: string, { id, visibleAtMs, receiveCount, firstReceivedAtMs, receivedAtMs, nonce }: QueueMessage): LogLine {
  return ['stands', name, id, { visibleAtMs, receiveCount, firstReceivedAtMs, receivedAtMs, nonce }];
}
