import type { IndexedUse, SecretWalk } from '../../../shared/connections/secret-walk.ts';

const keyOf = ({ secretArn, connectionId }: IndexedUse): string => `${secretArn} ${connectionId}`;

/** Walks these uses, in the order of their keys; more may be added meanwhile. */
export function makeMemorySecretWalk(uses: readonly IndexedUse[]): SecretWalk {
  let sorted: readonly { readonly key: string; readonly use: IndexedUse }[] = [];
  return {
    page: async (after, limit) => {
      if (sorted.length !== uses.length) sorted = uses.map((use) => ({ key: keyOf(use), use })).toSorted((a, b) => (a.key < b.key ? -1 : 1));
      const from = after === null ? 0 : firstAfter(sorted, keyOf(after));
      const page = sorted.slice(from, from + limit).map(({ use }) => use);
      return { uses: page, next: sorted.length > from + page.length ? (page.at(-1) ?? null) : null };
    },
  };
}

function firstAfter(sorted: readonly { readonly key: string }[], key: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]!.key > key) high = middle;
    else low = middle + 1;
  }
  return low;
}
