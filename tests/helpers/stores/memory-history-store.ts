import type { HistoryStore } from '../../../shared/verifications/history-store.ts';
import { historyKeyAfter, historyKeyOf } from '../../../shared/verifications/history-key.ts';
import type { Verification } from '../../../shared/verifications/verification.ts';

type Kept = { readonly key: string; readonly expiresAtSeconds: number; readonly document: string };

/** `now` in milliseconds. */
export function makeMemoryHistoryStore({ now }: { readonly now: () => number }): HistoryStore {
  const kept = new Map<string, Map<string, Kept>>();
  return {
    append: async (connectionId, verification, expiresAtSeconds) => {
      const key = historyKeyOf(verification);
      const history = kept.get(connectionId) ?? new Map<string, Kept>();
      kept.set(connectionId, history.set(key, { key, expiresAtSeconds, document: JSON.stringify(verification) }));
    },
    list: async (connectionId, { limit, after }) => {
      const end = historyKeyAfter(after);
      const rest = [...(kept.get(connectionId)?.values() ?? [])]
        .filter((one) => one.expiresAtSeconds > now() / 1_000 && (end === null || one.key < end))
        .toSorted((a, b) => (a.key < b.key ? 1 : -1));
      const page = rest.slice(0, limit);
      return {
        items: page.map((one) => verificationIn(one)),
        next: rest.length > limit ? (page.at(-1)?.key ?? null) : null,
      };
    },
  };
}

function verificationIn({ document }: Kept): Verification {
  const verification: Verification = JSON.parse(document);
  return verification;
}
