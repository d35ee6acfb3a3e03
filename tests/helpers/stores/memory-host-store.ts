import { hostKey, type HostStanding, type HostStore } from '../../../shared/hosts/host-store.ts';

/** Kept as JSON, so that nobody holds what is stored. */
export function makeMemoryHostStore(): HostStore {
  const kept = new Map<string, string>();
  const standing = (host: string): HostStanding | null => JSON.parse(kept.get(hostKey(host)) ?? 'null');
  return {
    read: async (host) => standing(host),
    write: async (host, next, expected) => {
      if ((standing(host)?.revision ?? 0) !== expected) return false;
      kept.set(hostKey(host), JSON.stringify(next));
      return true;
    },
  };
}
