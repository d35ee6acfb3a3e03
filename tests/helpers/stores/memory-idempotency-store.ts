import type { IdempotencyKey, IdempotencyStore } from '../../../shared/http/idempotency-store.ts';
import type { Reply } from '../../../shared/http/reply.ts';

type Kept = { readonly bodyDigest: string; readonly reply: string | null; readonly expiresAtMs: number };

const LEASE_MS = 60_000;
const KEPT_MS = 86_400_000;

/** `now` in milliseconds. */
export function makeMemoryIdempotencyStore({ now }: { readonly now: () => number }): IdempotencyStore {
  const kept = new Map<string, Kept>();
  const nameOf = (key: IdempotencyKey): string => JSON.stringify([key.caller, key.project, key.route, key.key]);
  const standing = (key: IdempotencyKey): Kept | undefined => {
    const found = kept.get(nameOf(key));
    return found && found.expiresAtMs > now() ? found : undefined;
  };
  return {
    claim: async (key, bodyDigest) => {
      const found = standing(key);
      if (found && found.bodyDigest !== bodyDigest) return { kind: 'mismatch' };
      if (found?.reply) return { kind: 'replay', reply: replyIn(found.reply) };
      if (found) return { kind: 'in_progress' };
      kept.set(nameOf(key), { bodyDigest, reply: null, expiresAtMs: now() + LEASE_MS });
      return { kind: 'new' };
    },
    complete: async (key, reply) => {
      const found = standing(key);
      if (found?.reply === null) kept.set(nameOf(key), { ...found, reply: JSON.stringify(reply), expiresAtMs: now() + KEPT_MS });
    },
    release: async (key) => {
      if (standing(key)?.reply === null) kept.delete(nameOf(key));
    },
  };
}

function replyIn(json: string): Reply {
  const reply: Reply = JSON.parse(json);
  return reply;
}
