import type { Course, Watched, WatchStore } from '../../../shared/watch/watch-store.ts';

/** Kept as JSON, so that nobody holds what is stored. */
export function makeMemoryWatchStore(): WatchStore {
  const kept = new Map<string, string>();
  const put = (key: string, next: Watched | Course, expected: number): boolean => {
    const stored: { readonly revision: number } | null = JSON.parse(kept.get(key) ?? 'null');
    if ((stored?.revision ?? 0) !== expected && kept.get(key) !== JSON.stringify(next)) return false;
    kept.set(key, JSON.stringify(next));
    return true;
  };
  return {
    read: async (arn) => JSON.parse(kept.get(arn) ?? 'null'),
    write: async (arn, seen, expected) => put(arn, seen, expected),
    course: async () => JSON.parse(kept.get('') ?? 'null'),
    keepCourse: async (course, expected) => put('', course, expected),
  };
}
