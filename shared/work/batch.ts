import type { SQSBatchItemFailure, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Lanes } from './lanes.ts';
import type { Lane } from './slow-lane.ts';
import { type Worked, type WorkDeps, work } from './work.ts';

export type BatchDeps = WorkDeps & {
  readonly lanes: Lanes;
  /** 0 to 1, exclusive. */
  readonly random: () => number;
  readonly onFailure: (error: unknown) => void;
};
/** What came of each record, in their order; null where it failed. */
export type WorkedBatch = { readonly response: SQSBatchResponse; readonly worked: readonly (Worked | null)[] };
type Taken = { readonly record: SQSRecord; readonly lane: Lane; readonly requestId: string };

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 120_000;
/** What SQS allows, less what has gone by since the message was received. */
const MOST_SECONDS = 43_000;

/** Works on all records at once; only those that are not done with come again, each when that is of use, or go over to the slow lane. */
export async function workBatch({ Records: records }: SQSEvent, requestId: string, deps: BatchDeps): Promise<WorkedBatch> {
  const tried = await Promise.all(records.map((record) => workRecord({ record, lane: deps.lanes.of(record), requestId }, deps)));
  const worked = await moveSlow(tried, deps);
  const isOpen = (result: Worked | null | undefined): boolean => !result || result.kind === 'put_off';
  const batchItemFailures = records.filter((_, at) => isOpen(worked[at])).map(({ messageId }): SQSBatchItemFailure => ({ itemIdentifier: messageId }));
  return { response: { batchItemFailures }, worked };
}

async function workRecord({ record, lane, requestId }: Taken, deps: BatchDeps): Promise<Worked | null> {
  const comings = Number(record.attributes.ApproximateReceiveCount);
  try {
    const worked = await work({ body: record.body, comings, requestId, lane }, deps);
    if (worked.kind === 'put_off') await deps.lanes[lane].comeBack(record.receiptHandle, secondsUntil(worked.untilMs, comings, deps)).catch(deps.onFailure);
    return worked;
  } catch (error) {
    deps.onFailure(error);
    return null;
  }
}

/** All of a batch in one request. What is sent and comes again all the same is one verification; what was not taken has failed. */
async function moveSlow(worked: readonly (Worked | null)[], { lanes, onFailure }: BatchDeps): Promise<readonly (Worked | null)[]> {
  const moving = worked.flatMap((each) => (each?.kind === 'slow' ? [each.addressed] : []));
  if (moving.length === 0) return worked;
  const left = await lanes.slow.send(moving).catch((error: unknown) => {
    onFailure(error);
    return moving;
  });
  return worked.map((each) => (each?.kind === 'slow' && left.includes(each.addressed) ? null : each));
}

/** Later each time, and not all at once. */
function secondsUntil(untilMs: number, comings: number, { now, random }: Pick<BatchDeps, 'now' | 'random'>): number {
  const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (comings - 1), LONGEST_PAUSE_MS);
  const ms = Math.max(untilMs - now(), pauseMs) * (1 + random() / 4);
  return Math.min(Math.ceil(ms / 1_000), MOST_SECONDS);
}
