import type { JsonObject } from '../../../../shared/json.ts';
import { AwsError } from '../aws-error.ts';
import { answerEach, entriesIn } from './batch.ts';
import { attributesIn, bytesOf, md5Of, md5OfAttributes } from './message-attributes.ts';
import { invalidParameter } from './queue-errors.ts';
import { integerIn, textIn } from './queue-input.ts';
import type { NewMessage, QueueMessage } from './queue-message.ts';
import type { QueueSettings } from './queue-settings.ts';
import type { QueueCall } from './queue-call.ts';

// #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF
const NOT_ALLOWED = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;
// Letters, digits and punctuation, which together are what ASCII shows besides the space.
const GROUP = /^[!-~]{1,128}$/;
const MAX_DELAY_SECONDS = 900;
const MAX_BATCH_BYTES = 1_048_576;

export function sendMessage({ input, senderId, queue, store }: Omit<QueueCall, 'now'>): JsonObject {
  const [sent] = store.send(queue.name, [newMessage(input, senderId, queue)]);
  return sent ? answerOf(sent) : {};
}

export function sendMessageBatch({ input, senderId, queue, store }: QueueCall): JsonObject {
  const entries = entriesIn(input);
  const bytes = entries.reduce((sum, entry) => sum + bytesIn(entry.input), 0);
  if (bytes > MAX_BATCH_BYTES)
    throw new AwsError('BatchRequestTooLong', `Batch requests cannot be longer than ${MAX_BATCH_BYTES} bytes. You have sent ${bytes} bytes.`);
  return answerEach(entries, (entry) => sendMessage({ input: entry, senderId, queue, store }));
}

/** 0 for an entry that is refused by itself. */
function bytesIn(input: JsonObject): number {
  const body = input['MessageBody'];
  try {
    return typeof body === 'string' ? bytesOf({ body, attributes: attributesIn(input) }) : 0;
  } catch (error) {
    if (error instanceof AwsError) return 0;
    throw error;
  }
}

function newMessage(input: JsonObject, senderId: string, { maxBytes }: QueueSettings): NewMessage {
  const body = textIn(input, 'MessageBody');
  if (NOT_ALLOWED.test(body)) throw new AwsError('InvalidMessageContents', 'The message body holds characters that are not allowed.');
  const attributes = attributesIn(input);
  if (input['MessageDeduplicationId'] !== undefined)
    throw invalidParameter('MessageDeduplicationId', 'The request includes a parameter that is not valid for this queue type.');
  if (bytesOf({ body, attributes }) > maxBytes) throw invalidParameter('MessageBody', `Message must be shorter than ${maxBytes} bytes.`);
  return { body, attributes, senderId, groupId: groupIn(input), delaySeconds: integerIn(input, 'DelaySeconds', { least: 0, most: MAX_DELAY_SECONDS }) };
}

/** Null where it is left out. */
function groupIn(input: JsonObject): string | null {
  const group = input['MessageGroupId'] ?? null;
  if (group === null) return null;
  if (typeof group !== 'string' || !GROUP.test(group))
    throw invalidParameter('MessageGroupId', 'MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.');
  return group;
}

function answerOf({ id, body, attributes }: QueueMessage): JsonObject {
  const digest = Object.keys(attributes).length > 0 ? { MD5OfMessageAttributes: md5OfAttributes(attributes) } : {};
  return { MessageId: id, MD5OfMessageBody: md5Of(body), ...digest };
}
