import type { Attempts, AttemptStore } from '../../../shared/attempts/attempt-store.ts';

/** Kept as JSON, so that nobody holds what is stored. */
export function makeMemoryAttemptStore(): AttemptStore {
  const kept = new Map<string, string>();
  const standing = (credential: string): Attempts | null => JSON.parse(kept.get(credential) ?? 'null');
  return {
    read: async (credential) => standing(credential),
    write: async (credential, next, expected) => {
      if ((standing(credential)?.revision ?? 0) !== expected) return false;
      kept.set(credential, JSON.stringify(next));
      return true;
    },
  };
}
