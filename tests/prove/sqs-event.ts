import type { SQSEvent } from 'aws-lambda';
import type { Delivery } from '../helpers/stores/memory-line.ts';

/** What the poller of SQS hands to a function. */
export function sqsEvent(deliveries: readonly Delivery[], queue = 'prove'): SQSEvent {
  return { Records: deliveries.map((delivery) => recordOf(delivery, queue)) };
}

function recordOf({ messageId, receipt, body, receiveCount }: Delivery, queue: string): SQSEvent['Records'][number] {
  return {
    messageId,
    receiptHandle: receipt,
    body,
    attributes: { ApproximateReceiveCount: String(receiveCount), SentTimestamp: '0', SenderId: 'prove', ApproximateFirstReceiveTimestamp: '0' },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:us-east-1:137149879143:${queue}`,
    awsRegion: 'us-east-1',
  };
}
