import { expect } from 'vitest';
import { RequestError } from '../../shared/errors.ts';
import type { MemberEnd, Run, RunOutcome } from '../../shared/runs/run.ts';
import { NO_COUNTS } from '../../shared/runs/run-counts.ts';
import type { RunStore } from '../../shared/runs/run-store.ts';
import { bulkRun, memberEnd, RUN_AT } from '../helpers/stores/runs.ts';
import { newId } from '../helpers/stores/stored-connections.ts';

type RunSetting = { readonly store: RunStore; readonly clock: { nowMs: number } };
type RunCase = { readonly title: string; readonly run: (setting: RunSetting) => Promise<void> };

const FIRST = { limit: 100, after: null };
const OUTCOMES: readonly RunOutcome[] = ['authorized', 'refused', 'inconclusive', 'not_attempted', 'skipped'];
const membersOf = (count: number): readonly { readonly connectionId: string; readonly project: string }[] =>
  Array.from({ length: count }, newId)
    .toSorted()
    .map((connectionId) => ({ connectionId, project: 'demo' }));
const minute = (n: number): string => new Date(Date.parse(RUN_AT) + n * 60_000).toISOString();
const openIds = async (store: RunStore): Promise<readonly string[]> => (await store.open(FIRST)).items.map(({ id }) => id);

/** A run with so many members that is under way. */
async function running(store: RunStore, count: number, fields: Partial<Run> = {}): Promise<{ readonly id: string; readonly members: readonly string[] }> {
  const { id } = bulkRun();
  await store.create(bulkRun({ id, ...fields }));
  const members = membersOf(count);
  await store.addMembers(id, members);
  await store.gathered(id);
  return { id, members: members.map(({ connectionId }) => connectionId) };
}

async function everyPage<Item>(read: (after: string | null) => Promise<{ readonly items: readonly Item[]; readonly next: string | null }>): Promise<Item[]> {
  const found: Item[] = [];
  for (let after: string | null = null, isFirst = true; isFirst || after !== null; isFirst = false) {
    const { items, next } = await read(after);
    found.push(...items);
    after = next;
  }
  return found;
}

export const RUN_STORE_CASES: readonly RunCase[] = [
  {
    title: 'a run is read as it was created, once, and another is not there',
    run: async ({ store }) => {
      const run = bulkRun({ selector: { project: 'demo', labels: { team: 'core' }, ids: [newId()] }, secret: { arn: 'arn', versionId: null, movedAt: null } });
      expect(await store.create(run)).toBe('created');
      expect(await store.create({ ...run, caller: 'bob' })).toBe('exists');
      expect(await store.get(run.id)).toEqual(run);
      expect(await store.get(bulkRun().id)).toBeNull();
    },
  },
  {
    title: 'of twenty who create one run at once, one has created it',
    run: async ({ store }) => {
      const run = bulkRun();
      const outcomes = await Promise.all(Array.from({ length: 20 }, () => store.create(run)));
      expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(1);
    },
  },
  {
    title: 'members that are added again stay as they are and count once',
    run: async ({ store }) => {
      const run = bulkRun();
      await store.create(run);
      const members = membersOf(25);
      await Promise.all([store.addMembers(run.id, members), store.addMembers(run.id, members.slice(5))]);
      await store.endMember(run.id, members[0]!.connectionId, memberEnd('refused'));
      await store.addMembers(run.id, members);
      expect(await store.get(run.id)).toEqual({ ...run, total: 25, counts: { ...NO_COUNTS, refused: 1 } });
      expect(await store.member(run.id, members[0]!.connectionId)).toEqual({ ...members[0], end: memberEnd('refused') });
      expect(await store.member(run.id, members[1]!.connectionId)).toEqual({ ...members[1], end: null });
      expect(await store.member(run.id, newId())).toBeNull();
      await expect(store.addMembers(run.id, membersOf(26))).rejects.toThrow('At most 25');
    },
  },
  {
    title: 'each member ends once, and each end says how many remain',
    run: async ({ store }) => {
      const { id, members } = await running(store, 5);
      const remaining: number[] = [];
      for (const [at, outcome] of OUTCOMES.entries()) remaining.push((await store.endMember(id, members[at]!, memberEnd(outcome))).remaining);
      expect(remaining).toEqual([4, 3, 2, 1, 0]);
      expect(await store.endMember(id, members[0]!, memberEnd('refused', minute(1)))).toEqual({ outcome: 'already', remaining: 0 });
      expect(await store.endMember(id, newId(), memberEnd())).toMatchObject({ outcome: 'gone' });
      expect((await store.member(id, members[0]!))?.end).toEqual(memberEnd('authorized'));
      expect(await store.get(id)).toMatchObject({ total: 5, counts: { authorized: 1, refused: 1, inconclusive: 1, not_attempted: 1, skipped: 1 } });
    },
  },
  {
    title: 'of many who end one member at once, the first end stays; of many members ended at once, one is the last',
    run: async ({ store }) => {
      const { id, members } = await running(store, 10);
      const ends = Array.from({ length: 10 }, (_, n): MemberEnd => memberEnd('authorized', minute(n)));
      const told = await Promise.all(ends.map((end) => store.endMember(id, members[0]!, end)));
      expect(told.filter(({ outcome }) => outcome === 'ended')).toHaveLength(1);
      expect((await store.member(id, members[0]!))?.end).toEqual(ends[told.findIndex(({ outcome }) => outcome === 'ended')]);
      const last = await Promise.all(members.slice(1).map((member) => store.endMember(id, member, memberEnd())));
      expect(last.map(({ remaining }) => remaining).toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    },
  },
  {
    title: 'members are listed by id, page by page: all, those that failed, those that are pending',
    run: async ({ store }) => {
      const { id, members } = await running(store, 12);
      for (const [at, member] of members.entries()) if (at % 2 === 0) await store.endMember(id, member, memberEnd(OUTCOMES[(at / 2) % 5]));
      const listed = async (which: 'all' | 'failed' | 'pending', limit: number): Promise<readonly number[]> =>
        (await everyPage((after) => store.members(id, which, { limit, after }))).map(({ connectionId }) => members.indexOf(connectionId));
      for (const limit of [1, 4, 5, 100]) {
        expect(await listed('all', limit)).toEqual([...members.keys()]);
        expect(await listed('failed', limit)).toEqual([2, 4, 6]);
        expect(await listed('pending', limit)).toEqual([1, 3, 5, 7, 9, 11]);
      }
      expect((await store.members(id, 'all', { limit: 12, after: null })).next).toBeNull();
      expect(await store.members(bulkRun().id, 'all', FIRST)).toEqual({ items: [], next: null });
    },
  },
  {
    title: 'a run is running only after it was gathered, and what is cancelled or done is not gathered again',
    run: async ({ store }) => {
      const { id } = bulkRun();
      await store.create(bulkRun({ id }));
      expect((await store.get(id))?.state).toBe('gathering');
      expect(await store.finish(id, NO_COUNTS, RUN_AT)).toBe('already');
      await store.gathered(id);
      expect((await store.get(id))?.state).toBe('running');
      expect(await store.cancel(id, RUN_AT)).toBe('cancelled');
      await store.gathered(id);
      expect((await store.get(id))?.state).toBe('cancelled');
    },
  },
  {
    title: 'one of many finishes a run; its counts and total are then those that were given, and no end changes them',
    run: async ({ store }) => {
      const { id, members } = await running(store, 3);
      await store.endMember(id, members[0]!, memberEnd());
      const counts = { ...NO_COUNTS, authorized: 1, skipped: 2 };
      const outcomes = await Promise.all(Array.from({ length: 10 }, () => store.finish(id, counts, minute(5))));
      expect(outcomes.filter((outcome) => outcome === 'finished')).toHaveLength(1);
      await store.endMember(id, members[1]!, memberEnd());
      expect(await store.get(id)).toMatchObject({ state: 'done', finishedAt: minute(5), total: 3, counts });
      expect(await store.cancel(id, minute(6))).toBe('over');
      expect((await store.get(id))?.state).toBe('done');
    },
  },
  {
    title: 'a cancelled run stays one when it finishes, and takes no member any more',
    run: async ({ store }) => {
      const { id } = bulkRun();
      await store.create(bulkRun({ id }));
      await store.addMembers(id, membersOf(2));
      expect(await store.cancel(id, minute(1))).toBe('cancelled');
      expect(await store.cancel(id, minute(2))).toBe('over');
      expect(await store.cancel(bulkRun().id, minute(2))).toBe('gone');
      await store.addMembers(id, membersOf(1));
      expect(await store.get(id)).toMatchObject({ state: 'cancelled', finishedAt: null, total: 2 });
      expect(await store.finish(id, { ...NO_COUNTS, skipped: 2 }, minute(3))).toBe('finished');
      expect(await store.finish(id, NO_COUNTS, minute(4))).toBe('already');
      expect(await store.get(id)).toMatchObject({ state: 'cancelled', finishedAt: minute(3), total: 2, counts: { skipped: 2 } });
    },
  },
  {
    title: 'a run is open until it has finished and was told of, oldest first, and says when it moved last',
    run: async ({ store, clock }) => {
      const runs = [2, 0, 1].map((n) => bulkRun({ createdAt: minute(n) }));
      for (const run of runs) await store.create(run);
      const byAge = [runs[1]!.id, runs[2]!.id, runs[0]!.id];
      expect(await openIds(store)).toEqual(byAge);
      expect((await everyPage((after) => store.open({ limit: 1, after }))).map(({ id }) => id)).toEqual(byAge);
      const [first, second, third] = [byAge[0]!, byAge[1]!, byAge[2]!];
      const movedAt = async (id: string): Promise<string | undefined> => (await store.open(FIRST)).items.find((run) => run.id === id)?.movedAt;
      const [member] = membersOf(1);
      const moves: readonly (() => Promise<unknown>)[] = [
        () => store.addMembers(first, [member!]),
        () => store.addMembers(first, []),
        () => store.gathered(first),
        () => store.endMember(first, member!.connectionId, memberEnd()),
        () => store.finish(first, { ...NO_COUNTS, authorized: 1 }, minute(1)),
      ];
      for (const move of moves) {
        clock.nowMs += 60_000;
        await move();
        expect(await movedAt(first)).toBe(new Date(clock.nowMs).toISOString());
      }
      await store.told(second);
      await store.cancel(third, minute(90));
      expect(await movedAt(third)).toBe(minute(90));
      expect(await openIds(store)).toEqual(byAge);
      await store.told(first);
      expect(await openIds(store)).toEqual([second, third]);
    },
  },
  {
    title: 'a list shows, newest first, the runs that reach no project but those it is asked for',
    run: async ({ store }) => {
      const reach: readonly Run['projects'][] = [['a'], ['b', 'a'], null, ['b'], ['c', 'b'], ['a', 'b', 'c'], ['a']];
      const kinds = ['bulk', 'rehearsal', 'rotation'] as const;
      const runs = reach.map((projects, n) => bulkRun({ projects, kind: kinds[n % 3]!, createdAt: minute(n) }));
      for (const run of runs) await store.create(run);
      const listed = async (projects: readonly string[] | null, limit: number): Promise<readonly number[]> =>
        (await everyPage((after) => store.list(projects, { limit, after }))).map(({ id }) => runs.findIndex((run) => run.id === id));
      for (const limit of [1, 2, 3, 100]) {
        expect(await listed(null, limit)).toEqual([6, 5, 4, 3, 2, 1, 0]);
        expect(await listed(['a'], limit)).toEqual([6, 0]);
        expect(await listed(['b', 'a'], limit)).toEqual([6, 3, 1, 0]);
        expect(await listed(['a', 'b', 'c'], limit)).toEqual([6, 5, 4, 3, 1, 0]);
        expect(await listed(['d'], limit)).toEqual([]);
        expect(await listed([], limit)).toEqual([]);
      }
      expect((await store.list(['b'], FIRST)).items).toEqual([runs[3]]);
    },
  },
  {
    title: 'a cursor that no list has given is refused',
    run: async ({ store }) => {
      for (const after of ['', 'x', 'con_1', 'm#con_', `${RUN_AT}#ver_1`]) {
        await expect(store.list(null, { limit: 1, after })).rejects.toThrow(RequestError);
        await expect(store.members(bulkRun().id, 'all', { limit: 1, after })).rejects.toThrow(RequestError);
      }
    },
  },
];
