import { isJsonObject, type Json, type JsonObject } from '../../../../shared/json.ts';
import { AwsError } from '../aws-error.ts';
import { textIn } from './queue-input.ts';

export type BatchEntry = { readonly id: string; readonly input: JsonObject };

const MAX_ENTRIES = 10;
const ID = /^[\w-]{1,80}$/;

/** The entries of a batch request. @throws AwsError EmptyBatchRequest, TooManyEntriesInBatchRequest, InvalidBatchEntryId, BatchEntryIdsNotDistinct */
export function entriesIn(input: JsonObject): readonly BatchEntry[] {
  const list = input['Entries'];
  const entries = (Array.isArray(list) ? list : []).filter((entry: Json) => isJsonObject(entry)).map((entry) => ({ id: textIn(entry, 'Id'), input: entry }));
  if (entries.length === 0) throw new AwsError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (entries.length > MAX_ENTRIES)
    throw new AwsError('TooManyEntriesInBatchRequest', `Maximum number of entries per request are ${MAX_ENTRIES}. You have sent ${entries.length}.`);
  if (!entries.every(({ id }) => ID.test(id)))
    throw new AwsError(
      'InvalidBatchEntryId',
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
    );
  if (new Set(entries.map(({ id }) => id)).size < entries.length) throw new AwsError('BatchEntryIdsNotDistinct', 'Two or more batch entries have the same id.');
  return entries;
}

/** Runs each entry; one that fails is told with its code, and does not stop the others. */
export function answerEach(entries: readonly BatchEntry[], run: (input: JsonObject) => JsonObject): JsonObject {
  const results = entries.map((entry) => resultOf(entry, run));
  return { Successful: results.filter((result) => !('Code' in result)), Failed: results.filter((result) => 'Code' in result) };
}

function resultOf({ id, input }: BatchEntry, run: (input: JsonObject) => JsonObject): JsonObject {
  try {
    return { Id: id, ...run(input) };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { Id: id, SenderFault: true, Code: error.code, Message: error.message };
  }
}
