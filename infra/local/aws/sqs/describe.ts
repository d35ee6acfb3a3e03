import type { JsonObject } from '../../../../shared/json.ts';
import { AwsError } from '../aws-error.ts';
import { textsIn } from './queue-input.ts';
import type { QueueSettings } from './queue-settings.ts';
import type { QueueCounts } from './queue.ts';
import type { QueueCall } from './queue-call.ts';

/** Asked of a queue that has none, these are left out; any other name is an error. Source: API reference, GetQueueAttributes. */
const KNOWN = new Set([
  'All',
  'Policy',
  'VisibilityTimeout',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ApproximateNumberOfMessages',
  'QueueArn',
  'ApproximateNumberOfMessagesNotVisible',
  'CreatedTimestamp',
  'LastModifiedTimestamp',
  'ApproximateNumberOfMessagesDelayed',
  'DelaySeconds',
  'ReceiveMessageWaitTimeSeconds',
  'RedrivePolicy',
  'FifoQueue',
  'ContentBasedDeduplication',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'DeduplicationScope',
  'FifoThroughputLimit',
  'RedriveAllowPolicy',
  'SqsManagedSseEnabled',
]);

/** Nothing where no name is given, as on AWS. @throws AwsError InvalidAttributeName */
export function getQueueAttributes({ input, queue, store }: QueueCall): JsonObject {
  const names = textsIn(input, 'AttributeNames');
  if (!names.every((name) => KNOWN.has(name))) throw new AwsError('InvalidAttributeName', 'Unknown attribute.');
  const attributes = Object.entries(attributesOf(queue, store.counts(queue.name)));
  const chosen = attributes.filter(([name]) => names.includes('All') || names.includes(name));
  return chosen.length === 0 ? {} : { Attributes: Object.fromEntries(chosen) };
}

export function purgeQueue({ queue, store }: QueueCall): JsonObject {
  store.purge(queue.name);
  return {};
}

function attributesOf(queue: QueueSettings, counts: QueueCounts): Readonly<Record<string, string>> {
  const { redrive } = queue;
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(counts.visible),
    ApproximateNumberOfMessagesNotVisible: String(counts.inFlight),
    ApproximateNumberOfMessagesDelayed: String(counts.delayed),
    VisibilityTimeout: String(queue.visibilitySeconds),
    DelaySeconds: String(queue.delaySeconds),
    MaximumMessageSize: String(queue.maxBytes),
    MessageRetentionPeriod: String(queue.retentionSeconds),
    ReceiveMessageWaitTimeSeconds: String(queue.waitSeconds),
    ...(redrive ? { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: redrive.deadLetterArn, maxReceiveCount: redrive.maxReceiveCount }) } : {}),
  };
}
