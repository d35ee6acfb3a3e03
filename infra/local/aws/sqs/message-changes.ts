import { randomUUID } from 'node:crypto';
import { handleIsStale, invalidParameter, messageNotInFlight } from './queue-errors.ts';
import type { NewMessage, QueueMessage } from './queue-message.ts';

type Hiding = { readonly nowMs: number; readonly seconds: number };

/** No message stays hidden longer than 12 hours after its receive. */
export const MAX_HIDDEN_SECONDS = 43_200;

export function sentAt({ body, attributes, senderId, groupId = null }: NewMessage, { nowMs, seconds }: Hiding): QueueMessage {
  const untouched = { receiveCount: 0, firstReceivedAtMs: null, receivedAtMs: null, nonce: null, failedInArn: null };
  return { id: randomUUID(), body, attributes, senderId, groupId, sentAtMs: nowMs, visibleAtMs: nowMs + seconds * 1000, ...untouched };
}

export function receivedAt(message: QueueMessage, { nowMs, seconds }: Hiding): QueueMessage & { readonly nonce: string } {
  const { receiveCount, firstReceivedAtMs } = message;
  const times = { visibleAtMs: nowMs + seconds * 1000, firstReceivedAtMs: firstReceivedAtMs ?? nowMs, receivedAtMs: nowMs };
  return { ...message, ...times, receiveCount: receiveCount + 1, nonce: randomUUID() };
}

/** In the dead-letter queue of `arn`. Its receives go on being counted, as its retention does. */
export function failedIn(arn: string, message: QueueMessage): QueueMessage {
  return { ...message, receivedAtMs: null, nonce: null, failedInArn: arn };
}

/**
 * Hidden for `seconds` from now on, by the holder of the handle with `nonce`. Source: API reference, ChangeMessageVisibility.
 * @throws AwsError MessageNotInflight, InvalidParameterValue
 */
export function hiddenAnew(message: QueueMessage | undefined, { nonce, nowMs, seconds }: Hiding & { readonly nonce: string }): QueueMessage {
  if (message?.nonce !== nonce) throw handleIsStale();
  if (message.visibleAtMs <= nowMs) throw messageNotInFlight();
  const visibleAtMs = nowMs + seconds * 1000;
  if (visibleAtMs > (message.receivedAtMs ?? nowMs) + MAX_HIDDEN_SECONDS * 1000)
    throw invalidParameter('VisibilityTimeout', `Total VisibilityTimeout for the message is beyond the limit [${MAX_HIDDEN_SECONDS} seconds].`);
  return { ...message, visibleAtMs };
}
