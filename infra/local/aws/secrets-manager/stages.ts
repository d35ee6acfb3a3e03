import type { JsonObject } from '../../../../shared/json.ts';
import { AwsError } from '../aws-error.ts';
import { flagIn, numberIn, textIn } from './input.ts';
import { pageOf } from './pages.ts';
import { attachStage, detachStage } from './secret-labels.ts';
import { CURRENT, holderOf, seconds, type SecretRecord } from './secret-record.ts';
import { checkNotDeleted, keepChange, secretOf, type SecretsCall } from './secrets-call.ts';

/** UpdateSecretVersionStage */
export function updateSecretVersionStage(call: SecretsCall): JsonObject {
  const { input } = call;
  const stage = textIn(input, 'VersionStage') ?? '';
  const record = secretOf(call, [['secretsmanager:VersionStage', stage]]);
  checkNotDeleted(record);
  const [to, from] = [textIn(input, 'MoveToVersionId'), textIn(input, 'RemoveFromVersionId')];
  checkTarget(record, { stage, to, from });
  checkRemoval(record, { stage, to, from });
  const changed = to === undefined ? detachStage(record, stage) : attachStage(record, stage, to);
  keepChange(call, record, { ...changed, changedAtMs: call.deps.now() });
  return { ARN: record.arn, Name: record.name };
}

/** ListSecretVersionIds; versions without a label only where asked for. */
export function listSecretVersionIds(call: SecretsCall): JsonObject {
  const record = secretOf(call);
  const shown = record.versions.filter((version) => version.stages.length > 0 || flagIn(call.input, 'IncludeDeprecated') === true);
  const page = pageOf(shown, { max: numberIn(call.input, 'MaxResults') ?? 100, token: textIn(call.input, 'NextToken') });
  const versions = page.items.map((version) => ({
    VersionId: version.id,
    ...(version.stages.length > 0 ? { VersionStages: version.stages } : {}),
    ...(version.accessedAtMs === null ? {} : { LastAccessedDate: seconds(version.accessedAtMs) }),
    CreatedDate: seconds(version.createdAtMs),
    KmsKeyIds: [record.kmsKeyId ?? 'DefaultEncryptionKey'],
  }));
  return { Versions: versions, ...page.next, ARN: record.arn, Name: record.name };
}

type Move = { readonly stage: string; readonly to: string | undefined; readonly from: string | undefined };

function checkTarget(record: SecretRecord, { stage, to, from }: Move): void {
  if (to !== undefined && record.versions.some(({ id }) => id === to)) return;
  if (to !== undefined) throw new AwsError('ResourceNotFoundException', `Secrets Manager can't find the specified secret value for VersionId: ${to}`);
  if (from === undefined) throw invalid('You must provide MoveToVersionId, RemoveFromVersionId, or both.');
  if (stage === CURRENT) throw invalid("You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.");
}

function checkRemoval(record: SecretRecord, { stage, to, from }: Move): void {
  const holder = holderOf(record, stage);
  if (from !== undefined && from !== holder?.id) throw invalid(`The staging label ${stage} is not attached to version ${from}.`);
  if (holder && from === undefined && holder.id !== to) {
    throw invalid(
      `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ${holder.id}, so you must explicitly reference that version in RemoveFromVersionId.`,
    );
  }
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}
