/** A Map whose entries no printer reaches, not even one that shows hidden properties. Only by key: it cannot be listed. */
export class PrivateMap<K, V> extends Map<K, V> {
  readonly #entries = new Map<K, V>();

  override get size(): number {
    return this.#entries.size;
  }

  override get(key: K): V | undefined {
    return this.#entries.get(key);
  }

  override set(key: K, value: V): this {
    this.#entries.set(key, value);
    return this;
  }

  override delete(key: K): boolean {
    return this.#entries.delete(key);
  }

  override clear(): void {
    this.#entries.clear();
  }
}
