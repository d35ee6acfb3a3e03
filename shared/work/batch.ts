import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type Worked, type WorkDeps, work } from './work.ts';

export type BatchDeps = WorkDeps & {
  readonly queue: { readonly comeBack: (receiptHandle: string, seconds: number) => Promise<void> };
  /** 0 to 1, exclusive. */
  readonly random: () => number;
  readonly onFailure: (error: unknown) => void;
};
/** What came of each record, in their order; null where it failed. */
export type WorkedBatch = { readonly response: SQSBatchResponse; readonly worked: readonly (Worked | null)[] };

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 120_000;
/** What SQS allows, less what has gone by since the message was received. */
const MOST_SECONDS = 43_000;

/** Works on all records at once; only those that are not done with come again, each when that is of use. */
export async function workBatch({ Records: records }: SQSEvent, requestId: string, deps: BatchDeps): Promise<WorkedBatch> {
  const worked = await Promise.all(records.map((record) => workRecord(record, requestId, deps)));
  const isOpen = (result: Worked | null | undefined): boolean => !result || result.kind === 'put_off';
  const batchItemFailures = records.filter((_, at) => isOpen(worked[at])).map(({ messageId: itemIdentifier }) => ({ itemIdentifier }));
  return { response: { batchItemFailures }, worked };
}

async function workRecord(record: SQSRecord, requestId: string, deps: BatchDeps): Promise<Worked | null> {
  const comings = Number(record.attributes.ApproximateReceiveCount);
  try {
    const worked = await work({ body: record.body, comings, requestId }, deps);
    if (worked.kind === 'put_off') await deps.queue.comeBack(record.receiptHandle, secondsUntil(worked.untilMs, comings, deps)).catch(deps.onFailure);
    return worked;
  } catch (error) {
    deps.onFailure(error);
    return null;
  }
}

/** Later each time, and not all at once. */
function secondsUntil(untilMs: number, comings: number, { now, random }: Pick<BatchDeps, 'now' | 'random'>): number {
  const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (comings - 1), LONGEST_PAUSE_MS);
  const ms = Math.max(untilMs - now(), pauseMs) * (1 + random() / 4);
  return Math.min(Math.ceil(ms / 1_000), MOST_SECONDS);
}
