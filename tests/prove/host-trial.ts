import type { StoredConnection } from '../../shared/connections/stored-connection.ts';
import type { QueueMessage } from '../../shared/runs/queue.ts';
import { scheduledOccasion } from '../../shared/work/occasion.ts';
import type { Progress } from './proof.ts';
import { connectionTo, type Host, makeWorld, type World } from './virtual-world.ts';
import { replaceTimers } from './virtual-timers.ts';
import { runEnvironments } from './virtual-environments.ts';

const MINUTE_MS = 60_000;
export const EVERY_MINUTES = 15;
const BATCH = 10;
/** How long past the beginning of the last window: as long as its messages may be put off. */
const PATIENCE_MINUTES = 2 * EVERY_MINUTES;

/** A connection that is due in every window, with others at the same moment; `share` is whose share of the queue it takes. */
export type Job = { readonly host: string; readonly secret: string; readonly share: string };
export type Trial = {
  /** In the order they are sent. */
  readonly jobs: readonly Job[];
  /** What a host does; `sinceMs` is the time since the first window began. */
  readonly hostNamed: (host: string, sinceMs: () => number) => Host;
  readonly windows: number;
};
type Sent = { readonly job: Job; readonly connection: StoredConnection };
/** A trial that is over. */
export type Tried = { readonly world: World; readonly sent: readonly Sent[]; readonly startMs: number };

/** Lets all that is due in each window come at once, and environments work it off, in a time of their own. */
export async function runTrial({ jobs, hostNamed, windows }: Trial, progress: Progress): Promise<Tried> {
  const startMs = makeWorld({ seed: 4, hostNamed: () => async () => 200 }).clock.now();
  const world: World = makeWorld({ seed: 4, hostNamed: (host) => hostNamed(host, () => world.clock.now() - startMs) });
  const { clock, queues } = world;
  const restore = replaceTimers(clock.wait);
  const lastMs = startMs + (windows - 1) * EVERY_MINUTES * MINUTE_MS;
  const isOver = (): boolean => {
    progress('connections verified', world.doneAtMs.size, jobs.length * windows);
    const isLate = clock.now() >= lastMs + PATIENCE_MINUTES * MINUTE_MS;
    return isLate || (clock.now() > lastMs && queues.usual.size + queues.slow.size === 0);
  };
  try {
    const sent = await storeAll(jobs, world);
    await clock.run(Promise.all([sendAll(sent, windows, world), runEnvironments(world, isOver)]));
    return { world, sent, startMs };
  } finally {
    restore();
  }
}

async function storeAll(jobs: readonly Job[], { stores, random }: World): Promise<readonly Sent[]> {
  const sent = jobs.map((job) => ({ job, connection: connectionTo(job.host, job.secret, { every: `PT${EVERY_MINUTES}M`, random }) }));
  for (const { connection } of sent) await stores.connections.create(connection);
  return sent;
}

async function sendAll(sent: readonly Sent[], windows: number, { clock, queues }: World): Promise<void> {
  for (let window = 0; window < windows; window += 1) {
    if (window > 0) await clock.wait(EVERY_MINUTES * MINUTE_MS);
    const messages = sent.map(({ job, connection: { id } }) => {
      const message: QueueMessage = { v: 1, kind: 'scheduled', connectionId: id, window: windowAt(clock.now()), everyMinutes: EVERY_MINUTES };
      return { message, project: job.share };
    });
    for (let at = 0; at < messages.length; at += BATCH) await queues.usual.send(messages.slice(at, at + BATCH));
  }
}

/** Milliseconds from the beginning of a window to its verdicts; Infinity where there is none. */
export function delaysMs({ world, sent, startMs }: Tried, window: number, isMeant: (job: Job) => boolean): readonly number[] {
  const fromMs = startMs + window * EVERY_MINUTES * MINUTE_MS;
  return sent
    .filter(({ job }) => isMeant(job))
    .map(({ connection }) => scheduledOccasion(connection, windowAt(fromMs), EVERY_MINUTES).entry.id)
    .map((id) => (world.doneAtMs.get(id) ?? Infinity) - fromMs);
}

function windowAt(ms: number): number {
  return Math.floor(ms / MINUTE_MS / EVERY_MINUTES);
}

/** What came of deliveries, by name. */
export function deliveriesOf({ world }: Tried): string {
  return [...world.came].map(([outcome, times]) => `${outcome} ${times}`).join(', ');
}
