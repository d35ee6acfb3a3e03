import type { JsonObject } from '../../../../shared/json.ts';
import { AwsError } from '../aws-error.ts';
import { keyIn } from './create.ts';
import { requestTokenIn, secretValueIn, textIn, textsIn } from './input.ts';
import { attachStage } from './secret-labels.ts';
import { CURRENT, isSameValue, seconds, type SecretRecord, type SecretValue, type SecretVersion } from './secret-record.ts';
import { checkNotDeleted, keepChange, secretOf, useKey, type SecretsCall } from './secrets-call.ts';

const DAY_MS = 86_400_000;
const KEPT_VERSIONS = 100;

/** GetSecretValue */
export function getSecretValue(call: SecretsCall): JsonObject {
  const [versionId, stage] = [textIn(call.input, 'VersionId'), textIn(call.input, 'VersionStage')];
  // Only what the request states: a policy that wants a stage is not met by the default one.
  const record = secretOf(call, [
    ['secretsmanager:VersionId', versionId],
    ['secretsmanager:VersionStage', stage],
  ]);
  return readValue(call, record, { versionId, stage });
}

/** One version's value, as GetSecretValue and BatchGetSecretValue answer it; remembers the read. */
export function readValue(
  call: SecretsCall,
  record: SecretRecord,
  wanted: { readonly versionId?: string | undefined; readonly stage?: string | undefined },
): JsonObject {
  checkNotDeleted(record);
  const version = versionOf(record, wanted.versionId, wanted.stage);
  useKey(call, record, ['kms:Decrypt']);
  const today = Math.floor(call.deps.now() / DAY_MS) * DAY_MS;
  const versions = record.versions.map((one) => (one.id === version.id ? { ...one, accessedAtMs: today } : one));
  call.deps.store.touch({ ...record, accessedAtMs: today, versions });
  return {
    ARN: record.arn,
    Name: record.name,
    VersionId: version.id,
    ...('text' in version.value ? { SecretString: version.value.text } : { SecretBinary: version.value.base64 }),
    VersionStages: version.stages,
    CreatedDate: seconds(version.createdAtMs),
  };
}

/** PutSecretValue */
export function putSecretValue(call: SecretsCall): JsonObject {
  const record = secretOf(call);
  checkNotDeleted(record);
  const value = secretValueIn(call.input);
  if (!value) throw new AwsError('InvalidRequestException', 'You must provide either SecretString or SecretBinary.');
  const id = requestTokenIn(call.input);
  useKey(call, record, ['kms:GenerateDataKey', 'kms:Decrypt']);
  const after = withVersion(record, { id, value, stages: textsIn(call.input, 'VersionStages') ?? [CURRENT], atMs: call.deps.now() });
  if (after !== record) keepChange(call, record, after);
  const stages = after.versions.find((version) => version.id === id)?.stages ?? [];
  return { ARN: record.arn, Name: record.name, VersionId: id, VersionStages: stages };
}

/** UpdateSecret: description and key, and a new current value where one is given. */
export function updateSecret(call: SecretsCall): JsonObject {
  const record = secretOf(call);
  checkNotDeleted(record);
  const value = secretValueIn(call.input);
  const id = requestTokenIn(call.input);
  const described = {
    ...record,
    changedAtMs: call.deps.now(),
    description: textIn(call.input, 'Description') ?? record.description,
    kmsKeyId: call.input['KmsKeyId'] === undefined ? record.kmsKeyId : keyIn(call.input),
  };
  if (value) useKey(call, described, ['kms:GenerateDataKey', 'kms:Decrypt']);
  keepChange(call, record, value ? withVersion(described, { id, value, stages: [CURRENT], atMs: call.deps.now() }) : described);
  return { ARN: record.arn, Name: record.name, ...(value ? { VersionId: id } : {}) };
}

type NewVersion = { readonly id: string; readonly value: SecretValue; readonly stages: readonly string[]; readonly atMs: number };

/** The record itself where this very version is there already. @throws AwsError where its id is taken by another value */
function withVersion(record: SecretRecord, { id, value, stages, atMs }: NewVersion): SecretRecord {
  const taken = record.versions.find((version) => version.id === id);
  if (taken && isSameValue(taken.value, value)) return record;
  if (taken) {
    throw new AwsError(
      'ResourceExistsException',
      `You can't use ClientRequestToken ${id} because that value is already in use for a version of secret ${record.arn}.`,
    );
  }
  const added = { id, createdAtMs: atMs, accessedAtMs: null, value, stages: [] };
  // The first version of a secret becomes the current one, whatever labels it was given.
  const labels = record.versions.length === 0 && !stages.includes(CURRENT) ? [...stages, CURRENT] : stages;
  const grown: SecretRecord = { ...record, changedAtMs: atMs, versions: [...record.versions, added] };
  const labelled = labels.reduce<SecretRecord>((result, stage) => attachStage(result, stage, id), grown);
  return { ...labelled, versions: withoutOldest(labelled.versions) };
}

// AWS keeps a hundred versions; those without a label go first, oldest first.
function withoutOldest(versions: readonly SecretVersion[]): readonly SecretVersion[] {
  const surplus = versions.length - KEPT_VERSIONS;
  const deprecated = new Set(versions.filter((version) => version.stages.length === 0).slice(0, Math.max(surplus, 0)));
  return versions.filter((version) => !deprecated.has(version));
}

function versionOf(record: SecretRecord, versionId: string | undefined, stage: string | undefined): SecretVersion {
  const wantedStage = stage ?? (versionId === undefined ? CURRENT : undefined);
  const version = record.versions.find(({ id, stages }) =>
    versionId === undefined ? wantedStage !== undefined && stages.includes(wantedStage) : id === versionId,
  );
  if (version && wantedStage !== undefined && !version.stages.includes(wantedStage)) {
    throw new AwsError('InvalidRequestException', 'You provided a VersionStage that is not associated to the provided VersionId.');
  }
  if (version) return version;
  const wanted = versionId === undefined ? `staging label: ${wantedStage}` : `VersionId: ${versionId}`;
  throw new AwsError('ResourceNotFoundException', `Secrets Manager can't find the specified secret value for ${wanted}`);
}
