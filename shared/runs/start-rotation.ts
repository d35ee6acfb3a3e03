import { createHash } from 'node:crypto';
import type { SettingsStore } from '../settings/settings-store.ts';
import { gather, type GatheringDeps } from './gather.ts';
import type { Run } from './run.ts';
import { NO_COUNTS } from './run-counts.ts';

/** A secret has a new current version; `movedAt`: since when, ISO 8601 in UTC. */
export type MovedSecret = { readonly secretArn: string; readonly versionId: string; readonly movedAt: string };
export type RotationDeps = GatheringDeps & { readonly settings: Pick<SettingsStore, 'addPurge'>; readonly uuid: () => string };

/** An event and the watch may date one move apart, and events come twice. */
const SAME_MOVE_MS = 10 * 60_000;
/** How often one version may become the current one again, in the time that runs are kept. */
const MOST_RETURNS = 20;

/**
 * Has every environment forget the secret, and begins the run that verifies what depends on it. Told of the same move again, it begins none:
 * only what has not been gathered yet is.
 */
export async function startRotation(moved: MovedSecret, deps: RotationDeps): Promise<void> {
  const { secretArn, versionId } = moved;
  await deps.settings.addPurge(null, { id: deps.uuid(), secretArn });
  if (!(await isUsed(secretArn, deps))) return;
  let id = rotationRunId(secretArn, versionId);
  for (let returns = 0; returns < MOST_RETURNS; returns += 1) {
    if ((await deps.runs.create(runOf(id, moved, deps))) === 'created') break;
    const before = await deps.runs.get(id);
    if (!before || !isEarlierMove(before, moved)) break;
    id = rotationRunId(id, versionId);
  }
  await gather({ runId: id, after: null }, deps);
}

/** run_ and 32 hexadecimal digits, the same ones for the same version of a secret; `of` is its ARN, or the run of the move before. */
export function rotationRunId(of: string, versionId: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([of, versionId]))
    .digest('hex');
  return `run_${digest.slice(0, 32)}`;
}

/** A version that was current, was not, and is again has moved twice. */
function isEarlierMove({ state, secret, createdAt }: Run, { movedAt }: MovedSecret): boolean {
  const isOver = state === 'done' || state === 'cancelled';
  return isOver && Date.parse(movedAt) - Date.parse(secret?.movedAt ?? createdAt) > SAME_MOVE_MS;
}

/** Where nobody does there is nothing to tell of. */
async function isUsed(secretArn: string, { connections }: RotationDeps): Promise<boolean> {
  const { items, next } = await connections.list({ projects: null, secretArn }, { limit: 1, after: null });
  return items.length > 0 || next !== null;
}

function runOf(id: string, { secretArn, versionId, movedAt }: MovedSecret, { now }: Pick<RotationDeps, 'now'>): Run {
  return {
    id,
    kind: 'rotation',
    projects: null,
    caller: 'secretsmanager',
    selector: { secretArn },
    retryOf: null,
    secret: { arn: secretArn, versionId, movedAt },
    createdAt: new Date(now()).toISOString(),
    state: 'gathering',
    finishedAt: null,
    total: 0,
    counts: NO_COUNTS,
  };
}
