type Entry = { readonly atMs: number; readonly order: number; readonly id: string };

/** Ids by the moment they are due, earliest first, those of one moment in the order they came. Nothing is taken out early: who reads an id checks that it still holds. */
export class DueHeap {
  readonly #entries: Entry[] = [];
  #count = 0;

  get size(): number {
    return this.#entries.length;
  }

  push(atMs: number, id: string): void {
    const entry = { atMs, order: this.#count++, id };
    let at = this.#entries.push(entry) - 1;
    for (let parent = (at - 1) >> 1; at > 0 && this.#isBefore(at, parent); parent = (at - 1) >> 1) {
      this.#swap(at, parent);
      at = parent;
    }
  }

  /** The earliest moment, whether or not its id still holds; infinity where there is none. */
  nextMs(): number {
    return this.#entries[0]?.atMs ?? Number.POSITIVE_INFINITY;
  }

  /** The earliest entry that holds, left where it is; those before it go. */
  firstThat(holds: (entry: Entry) => boolean): Entry | null {
    for (let [first] = this.#entries; first; [first] = this.#entries) {
      if (holds(first)) return first;
      this.popDue(first.atMs);
    }
    return null;
  }

  /** The earliest entry, if it is due; null where none is. */
  popDue(nowMs: number): { readonly atMs: number; readonly id: string } | null {
    const [first] = this.#entries;
    if (!first || first.atMs > nowMs) return null;
    const last = this.#entries.pop();
    if (last && this.#entries.length > 0) {
      this.#entries[0] = last;
      this.#sink();
    }
    return first;
  }

  #sink(): void {
    for (let at = 0; ;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      const child = this.#isBefore(right, left) ? right : left;
      if (!this.#isBefore(child, at)) return;
      this.#swap(at, child);
      at = child;
    }
  }

  #isBefore(one: number, other: number): boolean {
    const [first, second] = [this.#entries[one], this.#entries[other]];
    if (!first || !second) return false;
    return first.atMs === second.atMs ? first.order < second.order : first.atMs < second.atMs;
  }

  #swap(one: number, other: number): void {
    const [first, second] = [this.#entries[one], this.#entries[other]];
    if (first && second) [this.#entries[one], this.#entries[other]] = [second, first];
  }
}
