import { ChangeMessageVisibilityCommand, SendMessageBatchCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { shareOf } from './queue-share.ts';
import type { GatherQueue, Queue } from './queue.ts';

export type SqsQueue = Queue & {
  /** A message that was received comes again after so many seconds, at most twelve hours. @throws whatever kept it from being told so */
  comeBack(receiptHandle: string, seconds: number): Promise<void>;
};

const MOST_SECONDS = 43_200;

/**
 * The messages of connections on a standard queue of SQS. Its group is its share: a fair queue lets groups take turns.
 * Source: Amazon SQS Developer Guide, "Amazon SQS fair queues".
 */
export function makeSqsQueue(client: SQSClient, url: string): SqsQueue {
  return {
    send: async (messages) => {
      if (messages.length === 0) return [];
      const entries = messages.map((each, at) => ({ Id: String(at), MessageBody: JSON.stringify(each.message), MessageGroupId: shareOf(each) }));
      const { Successful: taken = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries: entries }));
      const ids = new Set(taken.map(({ Id }) => Id));
      return messages.filter((_, at) => !ids.has(String(at)));
    },
    comeBack: async (receiptHandle, seconds) => {
      const timeout = Math.min(MOST_SECONDS, Math.max(0, Math.ceil(seconds)));
      await client.send(new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle: receiptHandle, VisibilityTimeout: timeout }));
    },
  };
}

/** Pages of runs that are to be gathered, on a queue of their own. */
export function makeSqsGatherQueue(client: SQSClient, url: string): GatherQueue {
  return {
    send: async (message) => {
      await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify(message) }));
    },
  };
}
