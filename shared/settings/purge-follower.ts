import type { Purge } from './settings-store.ts';

/** As many as a store keeps, several times over. */
const MOST_KNOWN = 2_000;

/** Which orders to forget this environment has carried out. */
export class PurgeFollower {
  readonly #met = new Set<string>();

  /** Those that were not met before; from now on they are. */
  unmet(purges: readonly Purge[]): readonly Purge[] {
    const fresh = purges.filter(({ id }) => !this.#met.has(id));
    for (const { id } of fresh) this.#met.add(id);
    for (const id of this.#met) {
      if (this.#met.size <= MOST_KNOWN) break;
      this.#met.delete(id);
    }
    return fresh;
  }
}
