import type { JsonObject } from '../../../../shared/json.ts';
import { answerEach, entriesIn } from './batch.ts';
import { MAX_HIDDEN_SECONDS } from './message-changes.ts';
import { missingParameter } from './queue-errors.ts';
import { integerIn, textIn } from './queue-input.ts';
import type { QueueCall } from './queue-call.ts';

// What a receiver does with a message it holds, one or several at a time.

export function deleteMessage({ input, queue, store }: QueueCall): JsonObject {
  store.remove(queue.name, textIn(input, 'ReceiptHandle'));
  return {};
}

export function deleteMessageBatch(call: QueueCall): JsonObject {
  return answerEach(entriesIn(call.input), (input) => deleteMessage({ ...call, input }));
}

export function changeMessageVisibility({ input, queue, store }: QueueCall): JsonObject {
  const handle = textIn(input, 'ReceiptHandle');
  const seconds = integerIn(input, 'VisibilityTimeout', { least: 0, most: MAX_HIDDEN_SECONDS });
  if (seconds === undefined) throw missingParameter('VisibilityTimeout');
  store.hide(queue.name, handle, seconds);
  return {};
}

export function changeMessageVisibilityBatch(call: QueueCall): JsonObject {
  return answerEach(entriesIn(call.input), (input) => changeMessageVisibility({ ...call, input }));
}
