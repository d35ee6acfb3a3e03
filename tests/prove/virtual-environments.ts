import { workBatch } from '../../shared/work/batch.ts';
import type { Lane } from '../../shared/work/slow-lane.ts';
import type { Worked } from '../../shared/work/work.ts';
import { Life } from './life.ts';
import { sqsEvent } from './sqs-event.ts';
import { batchDeps } from './virtual-worker.ts';
import { count, type World } from './virtual-world.ts';

/** Of each lane. */
export const ENVIRONMENTS = 5;
const LANES: readonly Lane[] = ['usual', 'slow'];
const BATCH = 10;
const IDLE_MS = 1_000;
const RESTART_MS = 500;

/** So many for each lane, as `verifyConcurrency` and `slowConcurrency` are by default, until `isOver`. */
export async function runEnvironments(world: World, isOver: () => boolean): Promise<void> {
  const lanes = LANES.flatMap((lane) => Array.from({ length: ENVIRONMENTS }, () => lane));
  await Promise.all(lanes.map((lane) => runEnvironment(world, { isOver, lane })));
}

type Running = { readonly isOver: () => boolean; readonly lane: Lane };

/** One environment of verify-connections at a time, one batch after the other; one that is killed is followed by a new one. */
async function runEnvironment(world: World, { isOver, lane }: Running): Promise<void> {
  const { clock } = world;
  const queue = world.queues[lane];
  for (let life = new Life(), deps = batchDeps(world, life); !isOver();) {
    const deliveries = queue.receive(BATCH);
    if (deliveries.length === 0) {
      await clock.wait(IDLE_MS);
      continue;
    }
    const batch = await Promise.race([workBatch(sqsEvent(deliveries, lane), 'req-1', deps), life.over]);
    if (!batch) {
      world.lives.killed += 1;
      [life, deps] = ((next: Life) => [next, batchDeps(world, next)] as const)(new Life());
      await clock.wait(RESTART_MS);
      continue;
    }
    for (const worked of batch.worked) count(world.came, nameOf(worked));
    const failed = new Set(batch.response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { messageId, receipt } of deliveries) if (!failed.has(messageId)) queue.remove(receipt);
  }
}

function nameOf(worked: Worked | null): string {
  if (!worked) return 'failed';
  return worked.kind === 'dropped' ? `dropped ${worked.drop}` : worked.kind;
}
