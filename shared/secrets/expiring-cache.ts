import type { Lifetimes } from './lifetimes.ts';

type Entry<T> = { readonly value: T; readonly endsAtMs: number };
type ExpiringCacheDeps = { readonly lifetimes: Lifetimes; readonly now: () => number };

/** Values by key until their end, exclusive; several caches may share one limit through their lifetimes. */
export class ExpiringCache<T> {
  readonly #deps: ExpiringCacheDeps;
  readonly #entries = new Map<string, Entry<T>>();

  constructor(deps: ExpiringCacheDeps) {
    this.#deps = deps;
  }

  get(key: string): T | undefined {
    const entry = this.#entries.get(key);
    return entry !== undefined && this.#deps.now() < entry.endsAtMs ? entry.value : undefined;
  }

  set(key: string, value: T, endsAtMs: number): void {
    this.delete(key);
    const entry = { value, endsAtMs };
    this.#entries.set(key, entry);
    this.#deps.lifetimes.begin(entry, { endsAtMs, drop: () => this.#entries.delete(key) });
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (entry !== undefined) this.#deps.lifetimes.end(entry);
  }

  clear(): void {
    for (const key of this.#entries.keys()) this.delete(key);
  }
}
