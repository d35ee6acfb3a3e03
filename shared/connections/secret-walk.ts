/** That a connection uses a secret, or did a moment ago: whoever acts on it reads the connection. */
export type IndexedUse = { readonly secretArn: string; readonly connectionId: string };
/** `next` is the last of them; null on the last page. */
export type IndexedUses = { readonly uses: readonly IndexedUse[]; readonly next: IndexedUse | null };

/** All secrets that connections use, in an order of its own that stays; the connections of a secret stand together. May be a moment behind a change. */
export type SecretWalk = {
  /** At most `limit` after one of them, whether it is still there or not; null: from the beginning. */
  page(after: IndexedUse | null, limit: number): Promise<IndexedUses>;
};
