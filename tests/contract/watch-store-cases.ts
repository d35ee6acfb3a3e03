import { expect } from 'vitest';
import type { Course, Watched, WatchStore } from '../../shared/watch/watch-store.ts';
import { arnOf } from '../helpers/stores/stored-connections.ts';

type WatchCase = { readonly title: string; readonly run: (store: WatchStore) => Promise<void> };

const JIRA = arnOf('jira');
const SEEN: Watched = { revision: 1, versionId: 'v1', finding: null, newArn: null, since: '2026-11-23T12:00:00.000Z' };
const COURSE: Course = { revision: 1, after: { secretArn: JIRA, connectionId: 'con_1' }, holder: 'a', heldUntilMs: 1_000 };

export const WATCH_STORE_CASES: readonly WatchCase[] = [
  {
    title: 'what was seen of a secret is read as it was written, and nothing was seen of another one',
    run: async (store) => {
      expect(await store.read(JIRA)).toBeNull();
      expect(await store.write(JIRA, SEEN, 0)).toBe(true);
      expect([await store.read(JIRA), await store.read(arnOf('okta'))]).toEqual([SEEN, null]);
      const recreated: Watched = { ...SEEN, revision: 2, finding: 'recreated', newArn: `${JIRA.slice(0, -6)}AbCdEf` };
      expect(await store.write(JIRA, recreated, 1)).toBe(true);
      expect(await store.read(JIRA)).toEqual(recreated);
    },
  },
  {
    title: 'a write is made only on the revision that it expects',
    run: async (store) => {
      expect(await store.write(JIRA, { ...SEEN, revision: 2 }, 1)).toBe(false);
      await store.write(JIRA, SEEN, 0);
      for (const expected of [0, 2]) expect(await store.write(JIRA, { ...SEEN, revision: 9 }, expected)).toBe(false);
      const writes = await Promise.all(Array.from({ length: 10 }, (_, n) => store.write(JIRA, { ...SEEN, revision: 2, versionId: `v${n}` }, 1)));
      expect(writes.filter(Boolean)).toHaveLength(1);
      expect((await store.read(JIRA))?.versionId).toBe(`v${writes.indexOf(true)}`);
    },
  },
  {
    title: 'the course is kept apart from all secrets, and is taken over by one alone',
    run: async (store) => {
      expect(await store.course()).toBeNull();
      expect(await store.keepCourse(COURSE, 0)).toBe(true);
      expect([await store.course(), await store.read(JIRA)]).toEqual([COURSE, null]);
      const takes = await Promise.all(['b', 'c', 'd'].map((holder) => store.keepCourse({ ...COURSE, revision: 2, holder }, 1)));
      expect(takes.filter(Boolean)).toHaveLength(1);
      expect((await store.course())?.holder).toBe(['b', 'c', 'd'][takes.indexOf(true)]);
      expect(await store.keepCourse({ ...COURSE, revision: 3, after: null }, 2)).toBe(true);
      expect((await store.course())?.after).toBeNull();
    },
  },
];
