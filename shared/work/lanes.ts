import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { makeSqsQueue, type SqsQueue } from '../runs/sqs-queue.ts';
import type { Lane } from './slow-lane.ts';

/** The queues that the worker takes its messages from; it sends to the slow one alone. */
export type Lanes = {
  readonly usual: Pick<SqsQueue, 'comeBack'>;
  readonly slow: Pick<SqsQueue, 'comeBack' | 'send'>;
  readonly of: (record: Pick<SQSRecord, 'eventSourceARN'>) => Lane;
};

/** By the URLs of the queues. */
export function makeLanes(client: SQSClient, urls: Readonly<Record<Lane, string>>): Lanes {
  return { usual: makeSqsQueue(client, urls.usual), slow: makeSqsQueue(client, urls.slow), of: (record) => laneOf(record, urls.slow) };
}

/** URL and ARN both end with the name of the queue. */
export function laneOf({ eventSourceARN }: Pick<SQSRecord, 'eventSourceARN'>, slowUrl: string): Lane {
  return eventSourceARN.split(':').at(-1) === slowUrl.split('/').at(-1) ? 'slow' : 'usual';
}
