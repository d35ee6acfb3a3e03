import { expect } from 'vitest';
import { MOST_PERIODS, USUAL_PERIODS } from '../../shared/settings/period.ts';
import type { Purge, SettingsStore, TickClaim } from '../../shared/settings/settings-store.ts';
import { project, secretStore } from '../helpers/stores/settings.ts';

export type SettingsSetting = { readonly store: SettingsStore; readonly clock: { nowMs: number } };
type SettingsCase = { readonly title: string; readonly run: (setting: SettingsSetting) => Promise<void> };

const NOTHING = { workspaceStore: null, projectStore: null, removedRevision: 0, purges: [] };
const SECRET = 'arn:aws:secretsmanager:us-east-1:137149879143:secret:jira-FsmeTs';
const MINUTE_MS = 60_000;
const LEASE_MS = 90_000;
const DAY_MINUTES = 1_440;

const purge = (id: string, secretArn: string | null = SECRET): Purge => ({ id, secretArn });
const tickAt = (minute: number, { nowMs }: SettingsSetting['clock']): TickClaim => ({ minute, leaseUntilMs: nowMs + LEASE_MS });
const idsOf = (purges: readonly Purge[]): readonly string[] => purges.map(({ id }) => id).toSorted();

/** So many periods that are not usual ones. */
const oddPeriods = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => 61 + 2 * n);
const minutesOf = async (store: SettingsStore): Promise<readonly number[]> => (await store.periods()).map(({ everyMinutes }) => everyMinutes);
async function fill(store: SettingsStore, periods: readonly number[]): Promise<void> {
  for (const each of periods) expect(await store.addPeriod(each)).toBe('added');
}
/** The dispatcher goes along with the clock, a tick an hour. */
async function dispatchFor({ store, clock }: SettingsSetting, minutes: number): Promise<void> {
  for (let left = minutes, step = 0; left >= 0; left -= step) {
    const tick = await store.claimTick(tickAt(Math.floor(clock.nowMs / MINUTE_MS), clock));
    if (tick) await store.finishTick(tick, tick.through);
    step = Math.min(left || 1, 60);
    if (left > 0) clock.nowMs += step * MINUTE_MS;
  }
}

/** All ids, page by page. */
async function walked(store: SettingsStore, limit: number): Promise<readonly string[]> {
  const found: string[] = [];
  for (let after: string | null = null; ;) {
    const page = await store.projects({ limit, after });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    expect((page.next ?? '').length).toBeLessThanOrEqual(380);
    found.push(...page.items.map(({ id }) => id));
    if (page.next === null) return found;
    after = page.next;
  }
}

export const SETTINGS_STORE_CASES: readonly SettingsCase[] = [
  {
    title: 'where nothing is set, a project and the workspace have no store and no purges',
    run: async ({ store }) => {
      for (const id of ['demo', null]) expect(await store.storesFor(id)).toEqual(NOTHING);
      expect(await store.project('demo')).toBeNull();
      expect(await store.projects({ limit: 5, after: null })).toEqual({ items: [], next: null });
    },
  },
  {
    title: "a project is given its own store and the workspace's, and never another's",
    run: async ({ store }) => {
      const [workspace, demo, other] = [secretStore({ project: null }), secretStore(), secretStore({ project: 'other', accounts: ['222222222222'] })];
      for (const each of [workspace, demo, other]) expect(await store.putStore(each, 0)).toBe('put');
      expect(await store.storesFor('demo')).toEqual({ ...NOTHING, workspaceStore: workspace, projectStore: demo });
      expect(await store.storesFor('other')).toMatchObject({ projectStore: other });
      expect(await store.storesFor('third')).toEqual({ ...NOTHING, workspaceStore: workspace });
      expect(await store.storesFor(null)).toEqual({ ...NOTHING, workspaceStore: workspace });
    },
  },
  {
    title: 'a project called workspace is a project',
    run: async ({ store }) => {
      await store.putStore(secretStore({ project: 'workspace' }), 0);
      expect(await store.storesFor(null)).toEqual(NOTHING);
      expect(await store.storesFor('demo')).toEqual(NOTHING);
      expect((await store.storesFor('workspace')).projectStore).toMatchObject({ project: 'workspace' });
    },
  },
  {
    title: 'a store is written over the revision that was seen, and no other',
    run: async ({ store }) => {
      const first = secretStore();
      expect(await store.putStore({ ...first, revision: 2 }, 1)).toBe('conflict');
      expect(await store.putStore(first, 0)).toBe('put');
      expect(await store.putStore(first, 0)).toBe('conflict');
      expect(await store.putStore({ ...first, revision: 2, regions: ['eu-west-1'] }, 1)).toBe('put');
      expect(await store.putStore({ ...first, revision: 2 }, 1)).toBe('conflict');
      expect((await store.storesFor('demo')).projectStore).toMatchObject({ revision: 2, regions: ['eu-west-1'] });
    },
  },
  {
    title: 'a store is taken out at the revision that was seen, and the next one shares no revision with it',
    run: async ({ store }) => {
      await store.putStore(secretStore(), 0);
      await store.putStore(secretStore({ revision: 2 }), 1);
      expect(await store.removeStore('demo', 1)).toBe('conflict');
      expect(await store.removeStore('other', 2)).toBe('conflict');
      expect(await store.removeStore('demo', 2)).toBe('removed');
      expect(await store.removeStore('demo', 2)).toBe('conflict');
      expect(await store.storesFor('demo')).toEqual({ ...NOTHING, removedRevision: 3 });
      for (const seen of [0, 1, 2]) expect(await store.putStore(secretStore({ revision: seen + 1 }), seen)).toBe('conflict');
      expect(await store.putStore(secretStore({ revision: 4 }), 3)).toBe('put');
      expect(await store.storesFor('demo')).toEqual({ ...NOTHING, projectStore: secretStore({ revision: 4 }) });
      expect(await store.removeStore('demo', 2)).toBe('conflict');
      expect(await store.removeStore('demo', 4)).toBe('removed');
      expect(await store.storesFor('demo')).toEqual({ ...NOTHING, removedRevision: 5 });
    },
  },
  {
    title: 'of twenty who set a store anew one wins, and one who saw the store before it was taken out never does',
    run: async ({ store }) => {
      await store.putStore(secretStore(), 0);
      const late = store.putStore(secretStore({ revision: 2 }), 1);
      const [removed, put] = await Promise.all([store.removeStore('demo', 1), late]);
      expect([removed, put].toSorted()).toEqual(removed === 'removed' ? ['conflict', 'removed'] : ['conflict', 'put']);
      if (removed === 'conflict') await store.removeStore('demo', 2);
      const { removedRevision } = await store.storesFor('demo');
      const writes = Array.from({ length: 20 }, () => store.putStore(secretStore({ revision: removedRevision + 1 }), removedRevision));
      expect((await Promise.all(writes)).filter((answer) => answer === 'put')).toHaveLength(1);
    },
  },
  {
    title: 'of twenty who change the same revision of a store one wins, round after round, and no change is lost',
    run: async ({ store }) => {
      await store.putStore(secretStore({ listedHosts: [] }), 0);
      for (let round = 1; round <= 5; round += 1) {
        const { projectStore } = await store.storesFor('demo');
        const hosts = projectStore?.listedHosts ?? [];
        const writes = Array.from({ length: 20 }, (_, n) =>
          store.putStore(secretStore({ revision: round + 1, listedHosts: [...hosts, `${round}-${n}`] }), round),
        );
        expect((await Promise.all(writes)).filter((answer) => answer === 'put')).toHaveLength(1);
      }
      const { projectStore } = await store.storesFor('demo');
      expect(projectStore?.revision).toBe(6);
      expect(projectStore?.listedHosts.map((host) => host.split('-')[0])).toEqual(['1', '2', '3', '4', '5']);
    },
  },
  {
    title: 'a project, its store and its purges are written apart from each other',
    run: async ({ store }) => {
      const changes = [store.putStore(secretStore(), 0), store.putProject(project(), 0), store.addPurge('demo', purge('p1'))];
      await Promise.all(changes);
      expect(await store.storesFor('demo')).toEqual({ ...NOTHING, projectStore: secretStore(), purges: [purge('p1')] });
      expect(await store.project('demo')).toEqual(project());
      await store.removeStore('demo', 1);
      expect(await store.project('demo')).toEqual(project());
      expect((await store.storesFor('demo')).purges).toEqual([purge('p1')]);
    },
  },
  {
    title: "a project has its own purges and the workspace's",
    run: async ({ store }) => {
      await store.addPurge('demo', purge('of-demo'));
      await store.addPurge('other', purge('of-other'));
      await store.addPurge(null, purge('of-all', null));
      expect(idsOf((await store.storesFor('demo')).purges)).toEqual(['of-all', 'of-demo']);
      expect(idsOf((await store.storesFor(null)).purges)).toEqual(['of-all']);
      expect((await store.storesFor('third')).purges).toEqual([purge('of-all', null)]);
    },
  },
  {
    title: 'purges at the same time are all kept',
    run: async ({ store }) => {
      const purges = Array.from({ length: 40 }, (_, n) => purge(`p${String(n).padStart(2, '0')}`, `${SECRET}${n}`));
      await Promise.all(purges.map((each) => store.addPurge('demo', each)));
      expect((await store.storesFor('demo')).purges.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(purges);
    },
  },
  {
    title: 'more purges than fifty become one that forgets everything, under an id that nobody has met',
    run: async ({ store }) => {
      const ids = Array.from({ length: 120 }, (_, n) => `p${n}`);
      await Promise.all(ids.slice(0, 50).map((id) => store.addPurge('demo', purge(id))));
      expect((await store.storesFor('demo')).purges).toHaveLength(50);
      await Promise.all(ids.slice(50).map((id) => store.addPurge('demo', purge(id))));
      const { purges } = await store.storesFor('demo');
      expect(purges.length).toBeLessThanOrEqual(51);
      const everything = purges.filter(({ secretArn }) => secretArn === null);
      expect(everything.length).toBeGreaterThan(0);
      expect(everything.filter(({ id }) => ids.includes(id))).toEqual([]);
    },
  },
  {
    title: 'a purge is kept for ten minutes, and then gone for readers and writers',
    run: async ({ store, clock }) => {
      await store.addPurge('demo', purge('early'));
      clock.nowMs += 9 * MINUTE_MS;
      await store.addPurge('demo', purge('late'));
      expect(idsOf((await store.storesFor('demo')).purges)).toEqual(['early', 'late']);
      clock.nowMs += MINUTE_MS;
      expect(idsOf((await store.storesFor('demo')).purges)).toEqual(['late']);
      await store.addPurge('demo', purge('later'));
      expect(idsOf((await store.storesFor('demo')).purges)).toEqual(['late', 'later']);
    },
  },
  {
    title: 'a project is written over the revision that was seen, and no other',
    run: async ({ store }) => {
      expect(await store.putProject(project({ revision: 2 }), 1)).toBe('conflict');
      const firsts = await Promise.all(Array.from({ length: 20 }, (_, n) => store.putProject(project({ name: `Demo ${n}` }), 0)));
      expect(firsts.filter((answer) => answer === 'put')).toHaveLength(1);
      expect(await store.putProject(project({ revision: 2, name: 'Renamed' }), 1)).toBe('put');
      expect(await store.putProject(project({ revision: 2 }), 1)).toBe('conflict');
      expect(await store.project('demo')).toEqual(project({ revision: 2, name: 'Renamed' }));
    },
  },
  {
    title: 'projects are listed by id, each once, and those that nobody has described are not',
    run: async ({ store }) => {
      const ids = Array.from({ length: 12 }, (_, n) => `p-${String(n).padStart(2, '0')}`);
      for (const id of ids.toReversed()) await store.putProject(project({ id }), 0);
      for (let n = 0; n < 25; n += 1) await store.addPurge(`p-05-${n}`, purge('p'));
      await store.putStore(secretStore({ project: 'a-store' }), 0);
      await store.putStore(secretStore({ project: null }), 0);
      for (const limit of [1, 2, 6, 12, 100]) expect(await walked(store, limit)).toEqual(ids);
      expect((await store.projects({ limit: 1, after: null })).items).toEqual([project({ id: 'p-00' })]);
    },
  },
  {
    title: 'a cursor that is not of this store is refused',
    run: async ({ store }) => {
      for (const after of ['', '~', 'A', 'a/b', 'a'.repeat(41), '{"S":"x"}'])
        await expect(store.projects({ limit: 5, after })).rejects.toMatchObject({ issues: [{ code: 'schema_invalid' }] });
    },
  },
  {
    title: 'periods are kept, each once, shortest first, and are neither projects nor purges',
    run: async ({ store }) => {
      expect(await store.periods()).toEqual([]);
      await store.keepPeriods([]);
      expect(await store.periods()).toEqual([]);
      const answers = await Promise.all([60, 5, 1_440, 5, 44_640, 60].map((minutes) => store.addPeriod(minutes)));
      expect(answers).toEqual(answers.map(() => 'added'));
      await store.addPeriod(5);
      expect(await minutesOf(store)).toEqual([5, 60, 1_440, 44_640]);
      expect(await store.projects({ limit: 5, after: null })).toEqual({ items: [], next: null });
      expect(await store.storesFor(null)).toEqual(NOTHING);
    },
  },
  {
    title: 'of twenty who enter a further period at the same time, as many are let in as there is room for',
    run: async ({ store }) => {
      await fill(store, oddPeriods(MOST_PERIODS - 3));
      const writes = Array.from({ length: 20 }, (_, n) => store.addPeriod(20_001 + n));
      expect((await Promise.all(writes)).filter((answer) => answer === 'added')).toHaveLength(3);
      expect(await store.periods()).toHaveLength(MOST_PERIODS);
      expect(await store.addPeriod(7)).toBe('full');
      expect(await store.periods()).toHaveLength(MOST_PERIODS);
    },
  },
  {
    title: 'where there is no more room, periods in use and usual ones are entered all the same',
    run: async ({ store }) => {
      await fill(store, oddPeriods(MOST_PERIODS));
      await fill(store, [...oddPeriods(1), ...USUAL_PERIODS]);
      expect(await store.addPeriod(7)).toBe('full');
      expect(await store.periods()).toHaveLength(MOST_PERIODS + USUAL_PERIODS.length);
    },
  },
  {
    title: 'a period gives way once all of its minutes were dispatched since it was last seen, and not before',
    run: async (setting) => {
      const { store, clock } = setting;
      const [short = 0, ...others] = oddPeriods(MOST_PERIODS);
      await fill(store, [short, ...others]);
      await dispatchFor(setting, short + 2 * DAY_MINUTES);
      expect(await store.addPeriod(7)).toBe('full');
      clock.nowMs += MINUTE_MS;
      expect(await store.addPeriod(7)).toBe('full');
      await dispatchFor(setting, 0);
      expect(await store.addPeriod(7)).toBe('added');
      expect(await store.addPeriod(8)).toBe('full');
      expect(await minutesOf(store)).toEqual([7, ...others]);
    },
  },
  {
    title: 'of twenty who want the place of the only idle period one is let in',
    run: async (setting) => {
      const { store } = setting;
      const [idle = 0, ...others] = oddPeriods(MOST_PERIODS);
      await fill(store, [idle, ...others]);
      await dispatchFor(setting, idle + 2 * DAY_MINUTES + 1);
      await store.keepPeriods(others);
      const writes = Array.from({ length: 20 }, (_, n) => store.addPeriod(20_001 + n));
      expect((await Promise.all(writes)).filter((answer) => answer === 'added')).toHaveLength(1);
      expect(await minutesOf(store)).toEqual([...others, expect.any(Number)]);
    },
  },
  {
    title: 'no period is idle by a gap of more than an hour, nor by what was before the first tick',
    run: async (setting) => {
      const { store, clock } = setting;
      await fill(store, oddPeriods(MOST_PERIODS));
      for (const minutes of [4 * DAY_MINUTES, 62]) {
        clock.nowMs += minutes * MINUTE_MS;
        await dispatchFor(setting, 2 * DAY_MINUTES);
        expect(await store.addPeriod(7)).toBe('full');
      }
      await dispatchFor(setting, 62);
      expect(await store.addPeriod(7)).toBe('added');
    },
  },
  {
    title: 'a period in which something is found is kept, and says when',
    run: async (setting) => {
      const { store, clock } = setting;
      const [kept = 0, ...others] = oddPeriods(MOST_PERIODS);
      await fill(store, [kept, ...others]);
      await dispatchFor(setting, 3 * DAY_MINUTES);
      await store.keepPeriods([kept]);
      expect((await store.periods())[0]).toEqual({ everyMinutes: kept, seenAtMs: clock.nowMs });
      await fill(
        store,
        Array.from(others, (_, n) => 20_001 + n),
      );
      expect(await store.addPeriod(7)).toBe('full');
      expect((await minutesOf(store))[0]).toBe(kept);
    },
  },
  {
    title: 'the first tick begins with its own minute, and the next goes on where the last one ended',
    run: async ({ store, clock }) => {
      const first = await store.claimTick(tickAt(100, clock));
      expect(first).toMatchObject({ from: 100, through: 100 });
      await store.finishTick(first!, 100);
      expect(await store.claimTick(tickAt(100, clock))).toBeNull();
      expect(await store.claimTick(tickAt(99, clock))).toBeNull();
      const next = await store.claimTick(tickAt(280, clock));
      expect(next).toMatchObject({ from: 101, through: 280 });
      await store.finishTick(next!, 200);
      expect(await store.claimTick(tickAt(281, clock))).toMatchObject({ from: 201, through: 281 });
    },
  },
  {
    title: 'of twenty ticks at the same time one is let in, minute after minute',
    run: async ({ store, clock }) => {
      for (let minute = 100; minute < 105; minute += 1) {
        const claims = await Promise.all(Array.from({ length: 20 }, () => store.claimTick(tickAt(minute, clock))));
        const won = claims.filter((claim) => claim !== null);
        expect(won.map(({ from, through }) => [from, through])).toEqual([[minute, minute]]);
        await store.finishTick(won[0]!, minute);
      }
    },
  },
  {
    title: 'a tick that dies is taken over when its lease is over, the first one too, and none of its minutes is lost',
    run: async ({ store, clock }) => {
      expect(await store.claimTick(tickAt(100, clock))).toMatchObject({ from: 100, through: 100 });
      clock.nowMs += LEASE_MS - 1;
      expect(await store.claimTick(tickAt(101, clock))).toBeNull();
      clock.nowMs += 1;
      const claims = await Promise.all(Array.from({ length: 20 }, () => store.claimTick(tickAt(101, clock))));
      expect(claims.filter((claim) => claim !== null)).toMatchObject([{ from: 100, through: 101 }]);
    },
  },
  {
    title: 'a dead tick that ends late moves nothing and frees nothing, before and after the one that took over has ended',
    run: async ({ store, clock }) => {
      const dead = await store.claimTick(tickAt(100, clock));
      clock.nowMs += LEASE_MS;
      const heir = await store.claimTick(tickAt(102, clock));
      await store.finishTick(dead!, 100);
      expect(await store.claimTick(tickAt(103, clock))).toBeNull();
      await store.finishTick(heir!, 102);
      await store.finishTick(dead!, 100);
      expect(await store.claimTick(tickAt(103, clock))).toMatchObject({ from: 103, through: 103 });
    },
  },
  {
    title: 'a tick that ends late and was not taken over has ended, and one that did nothing leaves its minutes to the next at once',
    run: async ({ store, clock }) => {
      const late = await store.claimTick(tickAt(100, clock));
      clock.nowMs += 2 * LEASE_MS;
      await store.finishTick(late!, 100);
      const idle = await store.claimTick(tickAt(103, clock));
      expect(idle).toMatchObject({ from: 101, through: 103 });
      await store.finishTick(idle!, 100);
      expect(await store.claimTick(tickAt(103, clock))).toMatchObject({ from: 101, through: 103 });
    },
  },
];
