import type { SQSBatchResponse } from 'aws-lambda';
import type { Scope } from '../connections/scope.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { logDispatch, logFailure } from '../log.ts';
import { metrics } from '../metrics.ts';
import { dispatchDue, type DispatchDeps } from '../runs/dispatch.ts';
import { gather } from '../runs/gather.ts';
import { type RotationDeps, startRotation } from '../runs/start-rotation.ts';
import { type TendDeps, tendRuns } from '../runs/tend-runs.ts';
import { readGatherMessage } from './read-message.ts';
import { readRotation } from './read-rotation.ts';

export type CueDeps = DispatchDeps & RotationDeps & TendDeps & { readonly scope: Scope; readonly requestId: string };

/** What sets verifications going: the minute's tick, a rotated secret, pages of runs to gather. Anything else is left alone, with a line in the log. */
export async function answerCue(event: unknown, deps: CueDeps): Promise<SQSBatchResponse | void> {
  try {
    if (isJsonObject(event) && event['kind'] === 'tick') return await tick(deps);
    if (isJsonObject(event) && Array.isArray(event['Records'])) return await gatherPages(event['Records'].filter(isJsonObject), deps);
    const rotation = readRotation(event, deps.scope);
    if (!rotation) return logDispatch({ requestId: deps.requestId, cue: 'unknown' });
    await startRotation(rotation, deps);
    metrics.count('rotations', 1);
    return logDispatch({ requestId: deps.requestId, cue: 'rotation', secretArn: rotation.secretArn });
  } finally {
    metrics.publish();
  }
}

async function tick(deps: CueDeps): Promise<void> {
  const dispatched = await dispatchDue(deps);
  if (dispatched) {
    metrics.count('dispatched', dispatched.sent);
    metrics.took('dispatchLagSeconds', Math.max(0, deps.now() / 1_000 - dispatched.from * 60));
  }
  const tended = await tendRuns({ ...deps, log: (error) => logFailure(error, deps.requestId) });
  metrics.count('runsGivenUp', tended.givenUp);
  logDispatch({
    requestId: deps.requestId,
    cue: 'tick',
    ...(dispatched && { dispatched: { ...dispatched } }),
    ...(tended.seen > 0 && { tended: { ...tended } }),
  });
}

/** Each page by itself: those that could not be gathered come again. */
async function gatherPages(records: readonly JsonObject[], deps: CueDeps): Promise<SQSBatchResponse> {
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const { messageId: itemIdentifier, body } of records) {
    const message = typeof body === 'string' ? readGatherMessage(body) : null;
    try {
      if (!message) throw new Error('This is not a page to gather.');
      await gather(message, deps);
    } catch (error) {
      logFailure(error, deps.requestId);
      if (typeof itemIdentifier === 'string') batchItemFailures.push({ itemIdentifier });
    }
  }
  return { batchItemFailures };
}
