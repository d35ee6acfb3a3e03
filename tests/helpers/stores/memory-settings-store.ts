import { randomUUID } from 'node:crypto';
import { refuse } from '../../../shared/errors.ts';
import { type Dispatched, entered, MOST_STEADY_GAP_MINUTES, type Period, seen } from '../../../shared/settings/period.ts';
import type { Project } from '../../../shared/settings/project.ts';
import type { SecretStore } from '../../../shared/settings/secret-store.ts';
import type { Purge, SettingsStore } from '../../../shared/settings/settings-store.ts';

type Claim = { readonly id: string; readonly leaseUntilMs: number };
type Kept = Purge & { readonly atMs: number };

const PURGE_KEPT_MS = 600_000;
const MOST_PURGES = 50;
const WORKSPACE = '(workspace)';

/** Kept as JSON, so that nobody holds what is stored. `now` in milliseconds. */
export function makeMemorySettingsStore({ now = Date.now }: { readonly now?: () => number } = {}): SettingsStore {
  const stores = new Map<string, string>();
  const removedRevisions = new Map<string, number>();
  const projects = new Map<string, string>();
  const purges = new Map<string, readonly Kept[]>();
  let periods: readonly Period[] = [];
  const tick: { doneThrough: number | null; steadySince: number; claim: Claim | null } = { doneThrough: null, steadySince: 0, claim: null };
  const dispatched = (): Dispatched => ({ steadySince: tick.steadySince, doneThrough: tick.doneThrough ?? 0 });
  const storeOf = (key: string): SecretStore | null => JSON.parse(stores.get(key) ?? 'null');
  const projectOf = (id: string): Project | null => JSON.parse(projects.get(id) ?? 'null');
  const live = (key: string): readonly Kept[] => (purges.get(key) ?? []).filter(({ atMs }) => atMs > now() - PURGE_KEPT_MS);
  return {
    storesFor: async (project) => ({
      workspaceStore: storeOf(WORKSPACE),
      projectStore: project === null ? null : storeOf(project),
      removedRevision: removedRevisions.get(project ?? WORKSPACE) ?? 0,
      purges: [...live(WORKSPACE), ...(project === null ? [] : live(project))].map(({ id, secretArn }) => ({ id, secretArn })),
    }),
    putStore: async (store, expected) => {
      const key = store.project ?? WORKSPACE;
      if ((storeOf(key)?.revision ?? removedRevisions.get(key) ?? 0) !== expected) return 'conflict';
      stores.set(key, JSON.stringify(store));
      removedRevisions.delete(key);
      return 'put';
    },
    removeStore: async (project, expected) => {
      if (storeOf(project)?.revision !== expected) return 'conflict';
      stores.delete(project);
      removedRevisions.set(project, expected + 1);
      return 'removed';
    },
    addPurge: async (project, purge) => {
      const key = project ?? WORKSPACE;
      const all = [...live(key), { ...purge, atMs: now() }];
      purges.set(key, all.length > MOST_PURGES ? [{ id: randomUUID(), secretArn: null, atMs: now() }] : all);
    },
    project: async (id) => projectOf(id),
    putProject: async (project, expected) => {
      if ((projectOf(project.id)?.revision ?? 0) !== expected) return 'conflict';
      projects.set(project.id, JSON.stringify(project));
      return 'put';
    },
    projects: async ({ limit, after }) => {
      if (after !== null && !/^[a-z0-9-]{1,40}$/.test(after))
        refuse('schema_invalid', { pointer: '?cursor', found: 'is not a cursor of ours', expected: 'the nextCursor of the page before' });
      const rest = [...projects.keys()].filter((id) => after === null || id > after).toSorted();
      const items = rest.slice(0, limit).flatMap((id) => projectOf(id) ?? []);
      return { items, next: rest.length > limit ? (items.at(-1)?.id ?? null) : null };
    },
    addPeriod: async (everyMinutes) => {
      const next = entered(periods, { everyMinutes, seenAtMs: now() }, dispatched());
      if (next === 'full') return 'full';
      if (next !== 'there') periods = next;
      return 'added';
    },
    periods: async () => periods.toSorted((a, b) => a.everyMinutes - b.everyMinutes),
    keepPeriods: async (found) => void (periods = seen(periods, found, now())),
    claimTick: async ({ minute, leaseUntilMs }) => {
      if (tick.claim && tick.claim.leaseUntilMs > now()) return null;
      if (tick.doneThrough !== null && tick.doneThrough >= minute) return null;
      if (tick.doneThrough === null) Object.assign(tick, { doneThrough: minute - 1, steadySince: minute });
      tick.claim = { id: randomUUID(), leaseUntilMs };
      return { id: tick.claim.id, from: dispatched().doneThrough + 1, through: minute };
    },
    finishTick: async ({ id, ...claimed }, through) => {
      if (tick.claim?.id !== id) return;
      const steadySince = claimed.through - claimed.from > MOST_STEADY_GAP_MINUTES ? claimed.through : tick.steadySince;
      Object.assign(tick, { doneThrough: through, steadySince, claim: null });
    },
  };
}
