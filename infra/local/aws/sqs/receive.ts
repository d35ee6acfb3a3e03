import type { JsonObject } from '../../../../shared/json.ts';
import { chosenAttributes, md5Of, md5OfAttributes } from './message-attributes.ts';
import { MAX_HIDDEN_SECONDS } from './message-changes.ts';
import { integerIn, textsIn } from './queue-input.ts';
import type { MessageAttributes, ReceivedMessage } from './queue-message.ts';
import type { QueueCall } from './queue-call.ts';

const MAX_MESSAGES = 10;
const MAX_WAIT_SECONDS = 20;

/** Waits for a first message as long as the call or the queue says, on the clock that can be moved. */
export async function receiveMessage({ input, queue, store, now }: QueueCall): Promise<JsonObject> {
  const waitSeconds = integerIn(input, 'WaitTimeSeconds', { least: 0, most: MAX_WAIT_SECONDS }) ?? queue.waitSeconds;
  const max = integerIn(input, 'MaxNumberOfMessages', { least: 1, most: MAX_MESSAGES }) ?? 1;
  const visibilitySeconds = integerIn(input, 'VisibilityTimeout', { least: 0, most: MAX_HIDDEN_SECONDS });
  const received = await store.receiveBy(queue.name, now() + waitSeconds * 1000, { max, visibilitySeconds });
  return received.length === 0 ? {} : { Messages: received.map((message) => shown(message, input)) };
}

/** The attributes that the queue itself keeps of a message, as texts. */
export function systemAttributesOf(message: ReceivedMessage): Readonly<Record<string, string>> & Counted {
  const { receiveCount, sentAtMs, senderId, groupId, firstReceivedAtMs, failedInArn } = message;
  return {
    ApproximateReceiveCount: String(receiveCount),
    SentTimestamp: String(sentAtMs),
    SenderId: senderId,
    ApproximateFirstReceiveTimestamp: String(firstReceivedAtMs),
    ...(groupId === null ? {} : { MessageGroupId: groupId }),
    ...(failedInArn === null ? {} : { DeadLetterQueueSourceArn: failedInArn }),
  };
}

type Counted = {
  readonly ApproximateReceiveCount: string;
  readonly SentTimestamp: string;
  readonly SenderId: string;
  readonly ApproximateFirstReceiveTimestamp: string;
};

function shown(message: ReceivedMessage, input: JsonObject): JsonObject {
  const names = new Set([...textsIn(input, 'AttributeNames'), ...textsIn(input, 'MessageSystemAttributeNames')]);
  const system = Object.entries(systemAttributesOf(message)).filter(([name]) => names.has('All') || names.has(name));
  const attributes = chosenAttributes(message.attributes, textsIn(input, 'MessageAttributeNames'));
  return {
    MessageId: message.id,
    ReceiptHandle: message.receiptHandle,
    MD5OfBody: md5Of(message.body),
    Body: message.body,
    ...(system.length > 0 ? { Attributes: Object.fromEntries(system) } : {}),
    ...(Object.keys(attributes).length > 0 ? { MessageAttributes: jsonOf(attributes), MD5OfMessageAttributes: md5OfAttributes(attributes) } : {}),
  };
}

function jsonOf(attributes: MessageAttributes): JsonObject {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      StringValue === undefined ? { DataType, BinaryValue: BinaryValue ?? '' } : { DataType, StringValue },
    ]),
  );
}
