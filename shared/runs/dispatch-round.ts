import type { ConnectionStore, DueConnection } from '../connections/connection-store.ts';
import { inParallel } from './in-parallel.ts';
import type { Addressed, Queue } from './queue.ts';
import { sendAll } from './send-all.ts';
import { slotsAt } from './slot.ts';
import type { DueSlot } from './tick.ts';

export type RoundDeps = {
  readonly connections: Pick<ConnectionStore, 'due'>;
  readonly queue: Queue;
  /** Milliseconds that are left to this invocation. */
  readonly remainingMs: () => number;
  readonly wait: (ms: number) => Promise<void>;
};

/** `done`, or why it ended before its last minute: the next tick goes on there. */
export type DispatchEnd = 'done' | 'out_of_time' | 'store_failed' | 'queue_failed';
/** `unfinished` is the first minute of which something may not have been sent; `sent` counts whatever the queue took; `found` has the periods in which something is due. */
export type RoundResult = { readonly unfinished: number | null; readonly sent: number; readonly end: DispatchEnd; readonly found: ReadonlySet<number> };

/** What is kept back for the batches under way and the write that ends the tick. */
const RESERVE_MS = 5_000;
const SLOTS_AT_ONCE = 8;
const PAGE = 1_000;

/** Sends what is due in slots, which come minute by minute. Several at a time; none is begun after a failure, or too late. */
export class DispatchRound {
  readonly #deps: RoundDeps;
  readonly #underWay = new Set<DueSlot>();
  readonly #found = new Set<number>();
  #sent = 0;
  #end: DispatchEnd = 'done';

  constructor(deps: RoundDeps) {
    this.#deps = deps;
  }

  async run(slots: Iterator<DueSlot>): Promise<RoundResult> {
    await inParallel(this.#begun(slots), SLOTS_AT_ONCE, async (slot) => {
      if (await this.#dispatch(slot)) this.#underWay.delete(slot);
    });
    const next = slots.next();
    const open = next.done === true ? [...this.#underWay] : [...this.#underWay, next.value];
    const unfinished = open.reduce<number | null>((least, { minute }) => Math.min(least ?? minute, minute), null);
    return { unfinished, sent: this.#sent, found: this.#found, end: unfinished === null ? 'done' : this.#end };
  }

  // Not by for…of, which would close the iterator: what was not begun is asked for afterwards.
  *#begun(slots: Iterator<DueSlot>): Generator<DueSlot> {
    while (this.#mayGoOn()) {
      const next = slots.next();
      if (next.done === true) return;
      this.#underWay.add(next.value);
      yield next.value;
    }
  }

  #mayGoOn(): boolean {
    return !this.#isLate() && this.#end === 'done';
  }

  #isLate(): boolean {
    const isLate = this.#deps.remainingMs() < RESERVE_MS;
    if (isLate && this.#end === 'done') this.#end = 'out_of_time';
    return isLate;
  }

  /** Whether all that is due in the slot was taken. */
  async #dispatch(slot: DueSlot): Promise<boolean> {
    const waiting: Addressed[] = [];
    try {
      for await (const due of this.#due(slot)) {
        if (due.length > 0) this.#found.add(slot.everyMinutes);
        waiting.push(...due.map((connection) => addressed(connection, slot)));
        if (waiting.length >= PAGE && !(await this.#send(waiting.splice(0)))) return false;
        if (this.#isLate()) return false;
      }
    } catch {
      this.#end = 'store_failed';
      return false;
    }
    return this.#send(waiting);
  }

  /** The four parts of a slot one after the other, so that those who share a secret lie together in the queue. */
  async *#due(slot: DueSlot): AsyncGenerator<readonly DueConnection[]> {
    for (const name of slotsAt(slot))
      for (let after: string | null = null, isFirst = true; isFirst || after !== null; isFirst = false) {
        const page = await this.#deps.connections.due(name, { limit: PAGE, after });
        yield page.items;
        after = page.next;
      }
  }

  async #send(messages: readonly Addressed[]): Promise<boolean> {
    const failed = await sendAll(messages, this.#deps);
    this.#sent += messages.length - failed.length;
    if (failed.length > 0) this.#end = 'queue_failed';
    return failed.length === 0;
  }
}

function addressed({ id, project }: DueConnection, { window, everyMinutes }: DueSlot): Addressed {
  return { message: { v: 1, kind: 'scheduled', connectionId: id, window, everyMinutes }, project };
}
