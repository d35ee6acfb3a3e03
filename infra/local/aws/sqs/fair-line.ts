import { DueHeap } from './due-heap.ts';
import type { QueueMessage } from './queue-message.ts';

type Place = Pick<QueueMessage, 'id' | 'groupId' | 'visibleAtMs' | 'receivedAtMs'>;
type Find = (id: string) => Place | undefined;
type Head = { readonly group: Group; readonly atMs: number; readonly id: string };

/** Those of one group that are visible, and those that a receiver holds. */
type Group = { readonly waiting: DueHeap; readonly inFlight: Set<string> };

/** Messages without a group are each a group of their own, none of which is ever ahead of another: here they are one. */
const NO_GROUP = Symbol('no group');

/**
 * Who comes next in a queue: of the groups that wait, the one with the fewest messages in flight, and of those the one that has waited
 * longest. SQS lets a group yield once it holds about thirty messages and a tenth of all in flight; here it does so from the first, so
 * that a handful of local workers shows what a fleet would. Source: developer guide, "How Amazon SQS fair queues work".
 */
export class FairLine {
  #hidden = new DueHeap();
  readonly #groups = new Map<string | typeof NO_GROUP, Group>();
  readonly #find: Find;
  #waiting = 0;

  /** @param find the message as it stands; undefined once it is gone */
  constructor(find: Find) {
    this.#find = find;
  }

  /** Entries held, those that no longer hold among them. */
  get size(): number {
    return this.#hidden.size + this.#waiting;
  }

  add({ id, groupId, visibleAtMs, receivedAtMs }: Place): void {
    this.#hidden.push(visibleAtMs, id);
    if (receivedAtMs !== null && groupId !== null) this.#groupOf(groupId).inFlight.add(id);
  }

  /** Of a message that is about to change or to go. */
  leave({ id, groupId }: Place): void {
    if (groupId !== null) this.#groups.get(groupId)?.inFlight.delete(id);
  }

  clear(): void {
    this.#hidden = new DueHeap();
    this.#groups.clear();
    this.#waiting = 0;
  }

  /** The id of the next one, taken out of the line; null where all are hidden. */
  next(nowMs: number): string | null {
    this.#show(nowMs);
    const heads = [...this.#groups].flatMap(([name, group]) => this.#headOf(name, group));
    const [first] = heads;
    if (!first) return null;
    const head = heads.reduce((one, other) => (isBefore(other, one) ? other : one), first);
    head.group.waiting.popDue(nowMs);
    this.#waiting -= 1;
    return head.id;
  }

  /** Nothing shows itself before it. */
  nextVisibleMs(): number {
    return [...this.#groups.values()].reduce((least, { waiting }) => Math.min(least, waiting.nextMs()), this.#hidden.nextMs());
  }

  #show(nowMs: number): void {
    for (let due = this.#hidden.popDue(nowMs); due; due = this.#hidden.popDue(nowMs)) {
      const message = this.#find(due.id);
      if (message?.visibleAtMs !== due.atMs) continue; // gone, or hidden anew meanwhile
      const group = this.#groupOf(message.groupId ?? NO_GROUP);
      group.inFlight.delete(due.id);
      group.waiting.push(due.atMs, due.id);
      this.#waiting += 1;
    }
  }

  #headOf(name: string | typeof NO_GROUP, group: Group): readonly Head[] {
    const before = group.waiting.size;
    const first = group.waiting.firstThat(({ id, atMs }) => this.#find(id)?.visibleAtMs === atMs);
    this.#waiting -= before - group.waiting.size;
    if (!first && group.inFlight.size === 0) this.#groups.delete(name);
    return first ? [{ ...first, group }] : [];
  }

  #groupOf(name: string | typeof NO_GROUP): Group {
    const group = this.#groups.get(name) ?? { waiting: new DueHeap(), inFlight: new Set<string>() };
    this.#groups.set(name, group);
    return group;
  }
}

function isBefore(one: Head, other: Head): boolean {
  if (one.group.inFlight.size !== other.group.inFlight.size) return one.group.inFlight.size < other.group.inFlight.size;
  return one.atMs < other.atMs;
}
