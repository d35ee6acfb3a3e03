import { FairLine } from './fair-line.ts';
import type { QueueMessage } from './queue-message.ts';
import type { QueueSettings } from './queue-settings.ts';

export type QueueCounts = { readonly visible: number; readonly inFlight: number; readonly delayed: number };

/** Stale entries that a queue may carry besides two for each message. */
const SPARE_ENTRIES = 1000;

/** The messages of one standard queue in memory, each hidden until its own moment, and gone once its retention has ended. */
export class Queue {
  readonly settings: QueueSettings;
  readonly #messages = new Map<string, QueueMessage>();
  readonly #line = new FairLine((id) => this.#messages.get(id));
  /** No message expires before it. */
  #nextExpiryMs = Number.POSITIVE_INFINITY;

  constructor(settings: QueueSettings) {
    this.settings = settings;
  }

  get size(): number {
    return this.#messages.size;
  }

  put(message: QueueMessage): void {
    this.#drop(this.#messages.get(message.id));
    this.#messages.set(message.id, message);
    this.#line.add(message);
    this.#nextExpiryMs = Math.min(this.#nextExpiryMs, this.#expiryMs(message));
    this.#trim();
  }

  get(id: string): QueueMessage | undefined {
    return this.#messages.get(id);
  }

  remove(id: string): void {
    this.#drop(this.#messages.get(id));
    this.#trim();
  }

  clear(): void {
    this.#messages.clear();
    this.#line.clear();
  }

  /** The message whose turn it is, taken out of the line: whoever takes it puts it back or removes it. Null where all are hidden. */
  take(nowMs: number): QueueMessage | null {
    this.#expire(nowMs);
    const id = this.#line.next(nowMs);
    return id === null ? null : (this.#messages.get(id) ?? null);
  }

  /** Nothing shows itself before it. */
  nextVisibleMs(): number {
    return this.#line.nextVisibleMs();
  }

  all(): Iterable<QueueMessage> {
    return this.#messages.values();
  }

  counts(nowMs: number): QueueCounts {
    this.#expire(nowMs);
    const hidden = [...this.#messages.values()].filter(({ visibleAtMs }) => visibleAtMs > nowMs);
    const inFlight = hidden.filter(({ receivedAtMs }) => receivedAtMs !== null).length;
    return { visible: this.#messages.size - hidden.length, inFlight, delayed: hidden.length - inFlight };
  }

  #expire(nowMs: number): void {
    if (nowMs < this.#nextExpiryMs) return;
    for (const message of this.#messages.values()) if (this.#expiryMs(message) <= nowMs) this.#drop(message);
    this.#nextExpiryMs = [...this.#messages.values()].reduce((least, message) => Math.min(least, this.#expiryMs(message)), Number.POSITIVE_INFINITY);
  }

  // By the moment it was first sent, also in a dead-letter queue: developer guide, "Dead-letter queues, message retention".
  #expiryMs({ sentAtMs }: QueueMessage): number {
    return sentAtMs + this.settings.retentionSeconds * 1000;
  }

  #drop(message: QueueMessage | undefined): void {
    if (!message) return;
    this.#line.leave(message);
    this.#messages.delete(message.id);
  }

  #trim(): void {
    if (this.#line.size <= 2 * this.#messages.size + SPARE_ENTRIES) return;
    this.#line.clear();
    for (const message of [...this.#messages.values()].toSorted((one, other) => one.visibleAtMs - other.visibleAtMs)) this.#line.add(message);
  }
}
