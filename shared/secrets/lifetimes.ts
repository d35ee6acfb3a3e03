type Life = { readonly endsAtMs: number; readonly drop: () => void };
type LifetimesDeps = { readonly limit: number; readonly now: () => number };

const SWEEP_MS = 1_000;

/**
 * When cached entries have to go, whichever cache holds them: at their end (a second late at most, while the process runs),
 * or when there are more than `limit` of them, oldest first.
 */
export class Lifetimes {
  readonly #deps: LifetimesDeps;
  readonly #lives = new Map<object, Life>();
  #sweep: NodeJS.Timeout | null = null;

  constructor(deps: LifetimesDeps) {
    this.#deps = deps;
  }

  get size(): number {
    return this.#lives.size;
  }

  begin(entry: object, life: Life): void {
    this.#lives.set(entry, life);
    const [oldest] = this.#lives.keys();
    if (oldest !== undefined && this.#lives.size > this.#deps.limit) this.end(oldest);
    this.#arm();
  }

  /** Ends it now; does nothing for what has ended. */
  end(entry: object): void {
    const life = this.#lives.get(entry);
    this.#lives.delete(entry);
    life?.drop();
  }

  #arm(): void {
    if (this.#sweep !== null || this.#lives.size === 0) return;
    this.#sweep = setTimeout(() => {
      this.#sweep = null;
      this.#endExpired();
      this.#arm();
    }, SWEEP_MS);
    this.#sweep.unref();
  }

  #endExpired(): void {
    const now = this.#deps.now();
    for (const [entry, { endsAtMs }] of this.#lives) if (endsAtMs <= now) this.end(entry);
  }
}
