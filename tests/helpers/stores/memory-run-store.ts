import type { Run, RunMember } from '../../../shared/runs/run.ts';
import { endedOf, isFailed, NO_COUNTS, remainingOf } from '../../../shared/runs/run-counts.ts';
import { memberAfter, runPositionAfter } from '../../../shared/runs/run-cursor.ts';
import { runPosition } from '../../../shared/runs/run-item.ts';
import type { OpenRun, RunStore } from '../../../shared/runs/run-store.ts';

type Kept = OpenRun & { readonly isOpen: boolean };

/** Kept as JSON, so that nobody holds what is stored. `now` in milliseconds. */
export function makeMemoryRunStore({ now = Date.now }: { readonly now?: () => number } = {}): RunStore {
  const runs = new Map<string, string>();
  const members = new Map<string, Map<string, string>>();
  const isoNow = (): string => new Date(now()).toISOString();
  const keptOf = (id: string): Kept | null => JSON.parse(runs.get(id) ?? 'null');
  const change = (kept: Kept, fields: Partial<Kept>): void => void runs.set(kept.id, JSON.stringify({ ...kept, movedAt: isoNow(), ...fields }));
  const memberOf = (id: string, connectionId: string): RunMember | null => JSON.parse(members.get(id)?.get(connectionId) ?? 'null');
  // Sorted once for many pages.
  const sorted = new Map<string, readonly string[]>();
  const idsOf = (id: string): readonly string[] => {
    const ids = sorted.get(id) ?? [...(members.get(id)?.keys() ?? [])].toSorted();
    sorted.set(id, ids);
    return ids;
  };
  const remaining = (id: string): number => {
    const kept = keptOf(id);
    return kept ? remainingOf(kept) : 0;
  };
  return {
    create: async (run) => {
      if (runs.has(run.id)) return 'exists';
      runs.set(run.id, JSON.stringify({ ...run, movedAt: isoNow(), isOpen: true }));
      members.set(run.id, members.get(run.id) ?? new Map());
      return 'created';
    },
    get: async (id) => shown(keptOf(id)),
    list: async (projects, { limit, after }) => {
      const before = runPositionAfter(after);
      const isReached = (run: Run): boolean => projects === null || (run.projects?.every((project) => projects.includes(project)) ?? false);
      const rest = [...runs.keys()]
        .flatMap((id) => keptOf(id) ?? [])
        .filter((run) => isReached(run) && (before === null || runPosition(run) < before))
        .toSorted((one, other) => (runPosition(one) < runPosition(other) ? 1 : -1));
      const items = rest.slice(0, limit);
      return { items: items.flatMap((run) => shown(run) ?? []), next: rest.length > limit ? runPosition(items.at(-1)!) : null };
    },
    open: async ({ limit, after }) => {
      const start = runPositionAfter(after);
      const rest = [...runs.keys()]
        .flatMap((id) => keptOf(id) ?? [])
        .filter((run) => run.isOpen && (start === null || runPosition(run) > start))
        .toSorted((one, other) => (runPosition(one) < runPosition(other) ? -1 : 1));
      const items = rest.slice(0, limit);
      return { items: items.map(openRun), next: rest.length > limit ? runPosition(items.at(-1)!) : null };
    },
    addMembers: async (id, added) => {
      if (added.length > 25) throw new Error('At most 25 members are added at a time.');
      const of = members.get(id) ?? new Map<string, string>();
      members.set(id, of);
      const fresh = added.filter(({ connectionId }) => !of.has(connectionId));
      sorted.delete(id);
      for (const { connectionId, project } of fresh) of.set(connectionId, JSON.stringify({ connectionId, project, end: null }));
      const kept = keptOf(id);
      if (kept?.state === 'gathering') change(kept, { total: kept.total + fresh.length });
    },
    gathered: async (id) => {
      const kept = keptOf(id);
      if (kept?.state === 'gathering') change(kept, { state: 'running' });
    },
    member: async (id, connectionId) => memberOf(id, connectionId),
    members: async (id, which, { limit, after }) => {
      const start = memberAfter(after);
      const isAsked = ({ end }: RunMember): boolean => which === 'all' || (which === 'pending' ? end === null : end !== null && isFailed(end.outcome));
      const items: RunMember[] = [];
      const ids = idsOf(id);
      for (let at = start === null ? 0 : firstAfter(ids, start); at < ids.length; at += 1) {
        const member = memberOf(id, ids[at]!);
        if (!member || !isAsked(member)) continue;
        if (items.length === limit) return { items, next: items.at(-1)?.connectionId ?? null };
        items.push(member);
      }
      return { items, next: null };
    },
    endMember: async (id, connectionId, end) => {
      const member = memberOf(id, connectionId);
      if (!member) return { outcome: 'gone', remaining: remaining(id) };
      if (member.end) return { outcome: 'already', remaining: remaining(id) };
      members.get(id)!.set(connectionId, JSON.stringify({ ...member, end }));
      const kept = keptOf(id);
      if (kept && kept.finishedAt === null) change(kept, { counts: { ...kept.counts, [end.outcome]: kept.counts[end.outcome] + 1 } });
      return { outcome: 'ended', remaining: remaining(id) };
    },
    finish: async (id, counts, finishedAt) => {
      const kept = keptOf(id);
      if (!kept || kept.finishedAt !== null || (kept.state !== 'running' && kept.state !== 'cancelled')) return 'already';
      change(kept, { state: kept.state === 'running' ? 'done' : 'cancelled', finishedAt, counts: { ...NO_COUNTS, ...counts }, total: endedOf(counts) });
      return 'finished';
    },
    told: async (id) => {
      const kept = keptOf(id);
      if (kept && kept.finishedAt !== null) change(kept, { isOpen: false, movedAt: kept.movedAt });
    },
    cancel: async (id, at) => {
      const kept = keptOf(id);
      if (!kept) return 'gone';
      if (kept.state !== 'gathering' && kept.state !== 'running') return 'over';
      change(kept, { state: 'cancelled', movedAt: at });
      return 'cancelled';
    },
  };
}

function openRun(kept: Kept): OpenRun {
  const { isOpen: _, ...run } = kept;
  return run;
}

function shown(kept: Kept | null): Run | null {
  if (!kept) return null;
  const { movedAt: _, isOpen: __, ...run } = kept;
  return run;
}

function firstAfter(sorted: readonly string[], id: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! > id) high = middle;
    else low = middle + 1;
  }
  return low;
}
