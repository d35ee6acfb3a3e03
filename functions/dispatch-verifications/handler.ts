import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse } from 'aws-lambda';
import { readChannels, readScope, readTables } from '../../shared/config.ts';
import { makeDispatchStores } from '../../shared/dispatch-stores.ts';
import { makeLazyBus } from '../../shared/events/lazy-bus.ts';
import { inBackground } from '../../shared/in-background.ts';
import { makeSqsGatherQueue, makeSqsQueue } from '../../shared/runs/sqs-queue.ts';
import { storeBehaviour } from '../../shared/secrets/aws-calls.ts';
import { answerCue } from '../../shared/work/cue.ts';

const scope = readScope();
const { verificationQueue, gatherQueue, eventBus } = readChannels(['verificationQueue', 'gatherQueue', 'eventBus']);
const stores = makeDispatchStores(readTables(['connections', 'secretUses', 'settings', 'runs']));
const sqs = new SQSClient(storeBehaviour(Math.random));
const deps = {
  ...stores,
  scope,
  queue: makeSqsQueue(sqs, verificationQueue),
  gatherQueue: makeSqsGatherQueue(sqs, gatherQueue),
  events: makeLazyBus(eventBus),
  now: Date.now,
  uuid: randomUUID,
  wait,
};

/** The minute's tick, a rotated secret, or pages of runs to gather. */
export const handler = inBackground((event: unknown, context: Context): Promise<SQSBatchResponse | void> =>
  answerCue(event, { ...deps, requestId: context.awsRequestId, remainingMs: () => context.getRemainingTimeInMillis() }),
);
