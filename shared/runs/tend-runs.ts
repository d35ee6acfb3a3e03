import { type CompleteDeps, completeRun, endPending, tellOfRun } from './complete-run.ts';
import type { GatherQueue } from './queue.ts';
import type { OpenRun } from './run-store.ts';

export type TendDeps = CompleteDeps & {
  readonly gatherQueue: GatherQueue;
  /** Milliseconds that are left to this invocation. */
  readonly remainingMs: () => number;
  /** What could not be done for one run; it is tried again by the next tick. */
  readonly log?: (error: unknown) => void;
};
/** What was done for how many runs. */
export type Tended = { readonly seen: number; readonly resumed: number; readonly givenUp: number; readonly failed: number };

const MINUTE_MS = 60_000;
/** Whoever gathers, ends or tells has died or lost its message when nothing has moved for so long. */
const GATHERING_STALLS_MS = 2 * MINUTE_MS;
const ENDING_STALLS_MS = MINUTE_MS;
/** Longer than any message is put off: it is among the dead letters. */
const MEMBERS_ARE_LOST_MS = 60 * MINUTE_MS;
const RESERVE_MS = 5_000;
const PAGE = 100;

/** Looks after the runs that are open: what died on the way goes on, and no run stays open for good. To be called every minute. */
export async function tendRuns(deps: TendDeps): Promise<Tended> {
  const done = { seen: 0, resumed: 0, givenUp: 0, failed: 0 };
  for (let after: string | null = null, isFirst = true; isFirst || after !== null; isFirst = false) {
    const { items, next } = await deps.runs.open({ limit: PAGE, after });
    for (const run of items) {
      if (deps.remainingMs() < RESERVE_MS) return done;
      const what = await tend(run, deps).catch((error: unknown) => {
        deps.log?.(error);
        return 'failed' as const;
      });
      done.seen += 1;
      if (what !== 'nothing') done[what] += 1;
    }
    after = next;
  }
  return done;
}

async function tend(run: OpenRun, deps: TendDeps): Promise<'resumed' | 'givenUp' | 'nothing'> {
  const { id, state } = run;
  const idleMs = deps.now() - Date.parse(run.movedAt);
  if (state === 'gathering') return idleMs > GATHERING_STALLS_MS ? resume(id, deps) : 'nothing';
  if (idleMs <= ENDING_STALLS_MS) return 'nothing';
  const { movedAt: _, ...finished } = run;
  if (run.finishedAt !== null) await tellOfRun(finished, deps);
  else if (state === 'cancelled' || idleMs > MEMBERS_ARE_LOST_MS) return giveUp(run, deps);
  else await completeRun(id, deps);
  return 'nothing';
}

/** From the first page: those who are in it already stay as they are. */
async function resume(runId: string, { gatherQueue }: TendDeps): Promise<'resumed'> {
  await gatherQueue.send({ v: 1, kind: 'gather', runId, after: null });
  return 'resumed';
}

/** Ends the members that nobody will end any more, and completes the run. */
async function giveUp({ id, state }: OpenRun, deps: TendDeps): Promise<'givenUp' | 'nothing'> {
  const end = { outcome: 'skipped', code: state === 'cancelled' ? null : 'interrupted', verificationId: null, at: new Date(deps.now()).toISOString() } as const;
  const ended = await endPending(id, { end, mayGoOn: () => deps.remainingMs() > RESERVE_MS }, deps.runs);
  await completeRun(id, deps);
  return ended > 0 ? 'givenUp' : 'nothing';
}
