import type { JsonObject } from '../../../../shared/json.ts';
import { seconds, type SecretRecord } from './secret-record.ts';
import { secretOf, type SecretsCall } from './secrets-call.ts';

/** DescribeSecret; also of a secret that is marked for deletion. */
export function describeSecret(call: SecretsCall): JsonObject {
  const record = secretOf(call);
  const stages = stagesOf(record);
  return { ...metadataOf(record), ...(Object.keys(stages).length > 0 ? { VersionIdsToStages: stages } : {}) };
}

/** What DescribeSecret and ListSecrets tell alike: everything but values. */
export function metadataOf(record: SecretRecord): JsonObject {
  const { description, kmsKeyId, accessedAtMs, deletedAtMs } = record;
  const tags = Object.entries(record.tags).map(([key, value]) => ({ Key: key, Value: value }));
  return {
    ARN: record.arn,
    Name: record.name,
    ...(description === null ? {} : { Description: description }),
    ...(kmsKeyId === null ? {} : { KmsKeyId: kmsKeyId }),
    LastChangedDate: seconds(record.changedAtMs),
    ...(accessedAtMs === null ? {} : { LastAccessedDate: seconds(accessedAtMs) }),
    ...(deletedAtMs === null ? {} : { DeletedDate: seconds(deletedAtMs) }),
    ...(tags.length > 0 ? { Tags: tags } : {}),
    CreatedDate: seconds(record.createdAtMs),
  };
}

/** Versions that have labels; the others are deprecated and not told. */
export function stagesOf(record: SecretRecord): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(record.versions.filter(({ stages }) => stages.length > 0).map(({ id, stages }) => [id, stages]));
}
