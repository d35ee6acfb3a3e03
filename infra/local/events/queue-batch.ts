import type { SQSEvent, SQSMessageAttribute, SQSRecord } from 'aws-lambda';
import { isJsonObject, type Json } from '../../../shared/json.ts';
import { md5Of, md5OfAttributes } from '../aws/sqs/message-attributes.ts';
import type { MessageAttribute, ReceivedMessage } from '../aws/sqs/queue-message.ts';
import { systemAttributesOf } from '../aws/sqs/receive.ts';

const MAX_PAYLOAD_BYTES = 6_291_456;

/** A message as Lambda hands it to a function. Source: Lambda developer guide, "Example standard queue message event". */
export function recordOf(message: ReceivedMessage, queueArn: string): SQSRecord {
  const attributes = Object.entries(message.attributes).map(([name, attribute]) => [name, attributeOf(attribute)] as const);
  return {
    messageId: message.id,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: systemAttributesOf(message),
    messageAttributes: Object.fromEntries(attributes),
    ...(attributes.length > 0 ? { md5OfMessageAttributes: md5OfAttributes(message.attributes) } : {}),
    md5OfBody: md5Of(message.body),
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: queueArn.split(':')[3] ?? '',
  };
}

function attributeOf({ DataType: dataType, StringValue, BinaryValue }: MessageAttribute): SQSMessageAttribute {
  const value = StringValue === undefined ? { binaryValue: BinaryValue } : { stringValue: StringValue };
  return { ...value, stringListValues: [], binaryListValues: [], dataType };
}

/** The events of one batch: one, unless its records are more than a request to Lambda may hold. */
export function eventsOf(records: readonly SQSRecord[]): readonly SQSEvent[] {
  const events: SQSEvent[] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const record of records) {
    const own = Buffer.byteLength(JSON.stringify(record));
    if (bytes + own > MAX_PAYLOAD_BYTES) events.push({ Records: [] });
    bytes = bytes + own > MAX_PAYLOAD_BYTES ? own : bytes + own;
    events.at(-1)?.Records.push(record);
  }
  return events;
}

/**
 * The records that a function's answer says have failed. No list, an empty one or no answer: none. An answer that cannot be understood,
 * an identifier that is empty or of no record of the batch: all.
 * Source: Lambda developer guide, "Success and failure conditions".
 */
export function failedIn(answer: unknown, records: readonly SQSRecord[]): readonly SQSRecord[] {
  if (answer === null || answer === undefined) return [];
  if (!isJsonObject(answer)) return records;
  const { batchItemFailures: failures = null } = answer;
  if (failures === null) return [];
  if (!Array.isArray(failures)) return records;
  const ids = new Set(records.map(({ messageId }) => messageId));
  const failed = new Set(failures.map((failure: Json) => (isJsonObject(failure) ? failure['itemIdentifier'] : null)));
  if ([...failed].some((id) => typeof id !== 'string' || !ids.has(id))) return records;
  return records.filter(({ messageId }) => failed.has(messageId));
}
