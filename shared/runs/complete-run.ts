import type { EventBus, ProductEvent } from '../events/event.ts';
import { inParallel } from './in-parallel.ts';
import type { MemberEnd, Run, RunCounts, RunMember } from './run.ts';
import { endedOf, NO_COUNTS } from './run-counts.ts';
import type { RunStore } from './run-store.ts';

export type CompleteDeps = {
  readonly runs: RunStore;
  readonly events: EventBus;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};
type Counted = { readonly counts: RunCounts; readonly lastAt: string | null };

const PAGE = 1_000;
const ENDS_AT_ONCE = 10;

/**
 * Finishes a run whose members have all ended, with what came of each, and tells of it; any other is left as it is. It may be asked for
 * by several at once, and again: one of them finishes the run.
 */
export async function completeRun(id: string, deps: CompleteDeps): Promise<void> {
  const run = await deps.runs.get(id);
  if (!run || run.state === 'gathering' || run.finishedAt !== null) return;
  const counted = await countMembers(id, deps.runs);
  if (!counted) return;
  const { counts, lastAt } = counted;
  const finishedAt = lastAt ?? new Date(deps.now()).toISOString();
  if ((await deps.runs.finish(id, counts, finishedAt)) === 'finished') await tellOfRun({ ...run, counts, total: endedOf(counts), finishedAt }, deps);
}

/** Publishes the summary of a run that has finished; told twice, it says the same. */
export async function tellOfRun(run: Run, { events, runs }: Pick<CompleteDeps, 'events' | 'runs'>): Promise<void> {
  await events.publish([summaryOf(run)]);
  await runs.told(run.id);
}

type Ending = { readonly end: MemberEnd; readonly mayGoOn: () => boolean };

/** Ends the members that have no end; how many. One that cannot be written is left to the next time. */
export async function endPending(id: string, { end, mayGoOn }: Ending, runs: Pick<RunStore, 'members' | 'endMember'>): Promise<number> {
  let ended = 0;
  for (let after: string | null = null, isFirst = true; (isFirst || after !== null) && mayGoOn(); isFirst = false) {
    const { items, next } = await runs.members(id, 'pending', { limit: PAGE, after });
    await inParallel(items.values(), ENDS_AT_ONCE, async ({ connectionId }) => {
      const outcome = await runs.endMember(id, connectionId, end).catch(() => null);
      if (outcome?.outcome === 'ended') ended += 1;
    });
    after = next;
  }
  return ended;
}

/** By the members themselves: the run's own counts may have missed one. Null where one has no end; the time is that of the last end. */
async function countMembers(id: string, runs: Pick<RunStore, 'members'>): Promise<Counted | null> {
  const counts: Record<keyof RunCounts, number> = { ...NO_COUNTS };
  let lastAt: string | null = null;
  const hasEnd = ({ end }: RunMember): boolean => {
    if (!end) return false;
    counts[end.outcome] += 1;
    if (lastAt === null || end.at > lastAt) lastAt = end.at;
    return true;
  };
  for (let after: string | null = null, isFirst = true; isFirst || after !== null; isFirst = false) {
    const { items, next } = await runs.members(id, 'all', { limit: PAGE, after });
    if (!items.every(hasEnd)) return null;
    after = next;
  }
  return { counts, lastAt };
}

function summaryOf({ id: runId, kind, total, counts, secret, finishedAt, createdAt }: Run): ProductEvent {
  if (kind !== 'rotation') return { type: 'Verification Run Finished', detail: { runId, kind, total, counts } };
  const seconds = secondsBetween(secret?.movedAt ?? createdAt, finishedAt ?? createdAt);
  return { type: 'Secret Rotation Verified', detail: { runId, secretArn: secret?.arn ?? '', versionId: secret?.versionId ?? '', total, counts, seconds } };
}

function secondsBetween(from: string, to: string): number {
  return Math.max(0, (Date.parse(to) - Date.parse(from)) / 1_000);
}
