import type { JsonObject } from '../../../../shared/json.ts';
import { checkTagCount, tagsIn, textsIn } from './input.ts';
import { checkNotDeleted, secretOf, type SecretsCall } from './secrets-call.ts';

/** TagResource: adds tags and replaces those of the same key. */
export function tagResource(call: SecretsCall): null {
  const added = tagsIn(call.input);
  const requestTags = Object.entries(added).map(([key, value]) => [`aws:RequestTag/${key}`, value] as const);
  const record = secretOf(call, [['aws:TagKeys', Object.keys(added)], ...requestTags]);
  checkNotDeleted(record);
  const tags = { ...record.tags, ...added };
  checkTagCount(Object.keys(tags).length);
  call.deps.store.put({ ...record, tags, changedAtMs: call.deps.now() });
  return null;
}

/** UntagResource; keys that are not there are no error. */
export function untagResource(call: SecretsCall): null {
  const keys = textsIn(call.input, 'TagKeys') ?? [];
  const record = secretOf(call, [['aws:TagKeys', keys]]);
  checkNotDeleted(record);
  const tags = Object.fromEntries(Object.entries(record.tags).filter(([key]) => !keys.includes(key)));
  call.deps.store.put({ ...record, tags, changedAtMs: call.deps.now() });
  return null;
}

/** GetResourcePolicy: none, because this endpoint keeps none (PutResourcePolicy is not known to it). */
export function getResourcePolicy(call: SecretsCall): JsonObject {
  const record = secretOf(call);
  checkNotDeleted(record);
  return { ARN: record.arn, Name: record.name };
}
