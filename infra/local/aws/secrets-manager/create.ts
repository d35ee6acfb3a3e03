import type { JsonObject } from '../../../../shared/json.ts';
import { AwsError } from '../aws-error.ts';
import { checkName, requestTokenIn, secretValueIn, tagsIn, textIn } from './input.ts';
import { CURRENT, isSameValue, type SecretRecord, type SecretValue, type SecretVersion } from './secret-record.ts';
import { authorizeFor, useKey, type SecretsCall } from './secrets-call.ts';

/** CreateSecret. Without a value it makes a secret without versions. */
export function createSecret(call: SecretsCall): JsonObject {
  const { input, scope, deps } = call;
  const name = textIn(input, 'Name') ?? '';
  checkName(name);
  const tags = tagsIn(input);
  const record = newRecord(call, { name, tags, value: secretValueIn(input) });
  const requestTags = Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value] as const);
  const tagKeys = requestTags.length > 0 ? Object.keys(tags) : undefined;
  const context = [['secretsmanager:Name', name], ['secretsmanager:KmsKeyId', record.kmsKeyId ?? undefined], ['aws:TagKeys', tagKeys], ...requestTags] as const;
  authorizeFor(call, { resource: record.arn, context });
  const existing = deps.store.find(scope, name);
  if (existing) return answerFor(sameRequest(existing, record));
  if (record.versions.length > 0) useKey(call, record, ['kms:GenerateDataKey', 'kms:Decrypt']);
  deps.store.put(record);
  call.note(record.arn);
  return answerFor(record);
}

type NewSecret = { readonly name: string; readonly tags: Readonly<Record<string, string>>; readonly value: SecretValue | undefined };

function newRecord(call: SecretsCall, { name, tags, value }: NewSecret): SecretRecord {
  const at = call.deps.now();
  const id = requestTokenIn(call.input);
  const versions: readonly SecretVersion[] = value ? [{ id, createdAtMs: at, accessedAtMs: null, value, stages: [CURRENT] }] : [];
  const dates = { createdAtMs: at, changedAtMs: at, accessedAtMs: null, deletedAtMs: null };
  const description = textIn(call.input, 'Description') ?? null;
  return { ...call.scope, ...dates, arn: call.deps.store.newArn(call.scope, name), name, description, kmsKeyId: keyIn(call.input), tags, versions };
}

/** The customer's key a request names; null for the account's own. */
export function keyIn(input: JsonObject): string | null {
  return textIn(input, 'KmsKeyId') || null;
}

// The same token with the same value is a repeat of the request that made the secret.
function sameRequest(existing: SecretRecord, asked: SecretRecord): SecretRecord {
  if (existing.deletedAtMs !== null) {
    throw new AwsError('InvalidRequestException', "You can't create this secret because a secret with this name is already scheduled for deletion.");
  }
  const [version] = asked.versions;
  const made = existing.versions.find(({ id }) => id === version?.id);
  if (version && made && isSameValue(made.value, version.value)) return { ...existing, versions: [made] };
  throw new AwsError('ResourceExistsException', `The operation failed because the secret ${existing.name} already exists.`);
}

function answerFor({ arn, name, versions }: SecretRecord): JsonObject {
  const [version] = versions;
  return { ARN: arn, Name: name, ...(version ? { VersionId: version.id } : {}) };
}
