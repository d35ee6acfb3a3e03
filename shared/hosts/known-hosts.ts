import type { HostStanding, HostStore } from './host-store.ts';

/** The store, and for a moment what was last read or written of it. */
export type KnownHosts = {
  read(host: string, maxAgeMs: number): Promise<HostStanding | null>;
  /** Whether it was written; what is known of the host is forgotten where it was not. */
  write(host: string, next: HostStanding, expected: number): Promise<boolean>;
};
type Known = { readonly standing: HostStanding | null; readonly atMs: number };

const MOST_HOSTS = 2_000;

export function makeKnownHosts(store: HostStore, now: () => number): KnownHosts {
  const known = new Map<string, Known>();
  const remember = (host: string, standing: HostStanding | null): void => {
    known.delete(host);
    known.set(host, { standing, atMs: now() });
    const [oldest] = known.keys();
    if (oldest !== undefined && known.size > MOST_HOSTS) known.delete(oldest);
  };
  return {
    read: async (host, maxAgeMs) => {
      const last = known.get(host);
      const ageMs = last ? now() - last.atMs : Infinity;
      if (last && ageMs >= 0 && ageMs < maxAgeMs) return last.standing;
      const standing = await store.read(host);
      remember(host, standing);
      return standing;
    },
    write: async (host, next, expected) => {
      known.delete(host);
      if (!(await store.write(host, next, expected))) return false;
      remember(host, next);
      return true;
    },
  };
}
