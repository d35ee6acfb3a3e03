import { randomUUID } from 'node:crypto';

/** `body` is the message as JSON, as a worker is given it. */
export type Delivery = { readonly messageId: string; readonly receipt: string; readonly body: string; readonly receiveCount: number };
type Entry = { readonly messageId: string; readonly body: string; readonly group: string; readonly receiveCount: number };
type Hidden = { readonly entry: Entry; readonly untilMs: number };
type Time = { readonly receipt: string; readonly untilMs: number };
type LineOptions = { readonly now: () => number; readonly visibilityMs?: number; readonly mostReceives?: number };

/** Messages that wait or that somebody has. Each step costs about the same, however many there are. */
export class MemoryLine {
  readonly dead: string[] = [];
  readonly #options: Required<LineOptions>;
  /** By group; the first group is the next to be received from. */
  readonly #waiting = new Map<string, { readonly entries: Entry[]; next: number }>();
  /** By receipt. */
  readonly #hidden = new Map<string, Hidden>();
  readonly #times = new Times();
  #count = 0;

  constructor({ now, visibilityMs = 30_000, mostReceives = Infinity }: LineOptions) {
    this.#options = { now, visibilityMs, mostReceives };
  }

  get size(): number {
    this.#wake();
    return this.#count + this.#hidden.size;
  }

  put(body: string, group: string): void {
    this.#put({ messageId: randomUUID(), body, group, receiveCount: 0 });
  }

  receive(limit: number): readonly Delivery[] {
    this.#wake();
    const deliveries: Delivery[] = [];
    while (deliveries.length < limit && this.#count > 0) deliveries.push(this.#take());
    return deliveries;
  }

  remove(receipt: string): void {
    this.#hidden.delete(receipt);
  }

  comeBack(receipt: string, afterMs: number): void {
    this.#wake();
    const hidden = this.#hidden.get(receipt);
    if (hidden) this.#hide(receipt, hidden.entry, afterMs);
  }

  #put(entry: Entry): void {
    if (entry.receiveCount >= this.#options.mostReceives) {
      this.dead.push(entry.body);
      return;
    }
    const line = this.#waiting.get(entry.group);
    if (line) line.entries.push(entry);
    else this.#waiting.set(entry.group, { entries: [entry], next: 0 });
    this.#count += 1;
  }

  #take(): Delivery {
    const [group, line] = this.#waiting.entries().next().value!;
    const found = line.entries[line.next]!;
    line.next += 1;
    this.#waiting.delete(group);
    if (line.next < line.entries.length) this.#waiting.set(group, line.next > 10_000 ? { entries: line.entries.slice(line.next), next: 0 } : line);
    this.#count -= 1;
    const [receipt, entry] = [randomUUID(), { ...found, receiveCount: found.receiveCount + 1 }];
    this.#hide(receipt, entry, this.#options.visibilityMs);
    const { messageId, body, receiveCount } = entry;
    return { messageId, receipt, body, receiveCount };
  }

  #hide(receipt: string, entry: Entry, forMs: number): void {
    const untilMs = this.#options.now() + forMs;
    this.#hidden.set(receipt, { entry, untilMs });
    this.#times.add({ receipt, untilMs });
  }

  /** A time that was set before another one, or whose message is gone, is nobody's any more. */
  #wake(): void {
    for (const { receipt, untilMs } of this.#times.until(this.#options.now())) {
      const hidden = this.#hidden.get(receipt);
      if (hidden?.untilMs !== untilMs) continue;
      this.#hidden.delete(receipt);
      this.#put(hidden.entry);
    }
  }
}

/** A heap: no time comes before that of the place it hangs from. */
class Times {
  readonly #heap: Time[] = [];

  add(time: Time): void {
    let at = this.#heap.push(time) - 1;
    for (let above = (at - 1) >> 1; at > 0 && this.#isBefore(at, above); above = (at - 1) >> 1) {
      this.#swap(at, above);
      at = above;
    }
  }

  *until(nowMs: number): Generator<Time> {
    for (let first = this.#heap[0]; first && first.untilMs <= nowMs; first = this.#heap[0]) {
      const last = this.#heap.pop()!;
      if (this.#heap.length > 0) this.#sink(last);
      yield first;
    }
  }

  #sink(time: Time): void {
    this.#heap[0] = time;
    for (let at = 0; ;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let least = at;
      if (left < this.#heap.length && this.#isBefore(left, least)) least = left;
      if (right < this.#heap.length && this.#isBefore(right, least)) least = right;
      if (least === at) return;
      this.#swap(at, least);
      at = least;
    }
  }

  #isBefore(a: number, b: number): boolean {
    return this.#heap[a]!.untilMs < this.#heap[b]!.untilMs;
  }

  #swap(a: number, b: number): void {
    [this.#heap[a], this.#heap[b]] = [this.#heap[b]!, this.#heap[a]!];
  }
}
