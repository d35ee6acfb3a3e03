import type { JsonObject } from '../../../../shared/json.ts';
import { AwsError } from '../aws-error.ts';
import { authorize, denialOf } from '../authorize.ts';
import { makeEvent, type EventBridgeEvent } from '../events.ts';
import type { AwsCall } from '../service.ts';
import { checkName, textIn } from './input.ts';
import { movedStages } from './secret-labels.ts';
import type { SecretRecord, SecretScope } from './secret-record.ts';
import type { SecretStore } from './store.ts';

export type SecretsDeps = { readonly store: SecretStore; now(): number; onEvent(event: EventBridgeEvent): void };
/** One request to Secrets Manager and what its action works with. */
export type SecretsCall = AwsCall & { readonly deps: SecretsDeps; readonly scope: SecretScope };

const ANY_SECRET_ARN = /^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:\d{12}:secret:/;
const NOT_FOUND = "Secrets Manager can't find the specified secret.";

type Conditions = readonly (readonly [string, string | readonly string[] | undefined])[];

/**
 * The secret that SecretId means, once the sender may do this action to it.
 * A sender without the right learns nothing of whether the secret exists: as on AWS, it is authorised on what it asked for.
 * @throws AwsError AccessDeniedException, ResourceNotFoundException
 */
export function secretOf(call: SecretsCall, conditions: Conditions = []): SecretRecord {
  return secretNamed(call, textIn(call.input, 'SecretId') ?? '', conditions);
}

export function secretNamed(call: SecretsCall, secretId: string, conditions: Conditions): SecretRecord {
  if (!ANY_SECRET_ARN.test(secretId)) checkName(secretId);
  const record = call.deps.store.find(call.scope, secretId);
  if (record) call.note(record.arn);
  authorizeFor(call, { resource: record?.arn ?? secretId, record, context: [['secretsmanager:SecretId', secretId], ...conditions] });
  if (record) return record;
  refuseForeign(call, secretId);
  throw new AwsError('ResourceNotFoundException', NOT_FOUND);
}

export type SecretPermission = { readonly resource: string; readonly record?: SecretRecord | undefined; readonly context: Conditions };

/** @throws AwsError AccessDeniedException */
export function authorizeFor(call: SecretsCall, { resource, record, context }: SecretPermission): void {
  const tags = Object.entries(record?.tags ?? {}).flatMap(([key, value]) => [
    [`aws:ResourceTag/${key}`, value] as const,
    [`secretsmanager:ResourceTag/${key}`, value] as const,
  ]);
  authorize(call, { action: `secretsmanager:${call.action}`, resource, context: [...tags, ...context] });
}

/** @throws AwsError where a deletion is scheduled */
export function checkNotDeleted(record: SecretRecord): void {
  if (record.deletedAtMs === null) return;
  throw new AwsError('InvalidRequestException', "You can't perform this operation on the secret because it was marked for deletion.");
}

/**
 * What Secrets Manager does with a customer's key on the sender's behalf. The account's own key (kmsKeyId null) needs no right.
 * The key's policy is taken to leave the decision to IAM, as KMS makes it by default.
 * @throws AwsError AccessDeniedException
 */
export function useKey(call: SecretsCall, record: SecretRecord, actions: readonly string[]): void {
  if (record.kmsKeyId === null || record.kmsKeyId === 'alias/aws/secretsmanager') return;
  const resource = keyArn(record.kmsKeyId, record);
  const context = [
    ['kms:ViaService', `secretsmanager.${record.region}.amazonaws.com`],
    ['kms:CallerAccount', call.principal.account],
    ['kms:EncryptionContext:SecretARN', record.arn],
  ] as const;
  if (actions.some((action) => denialOf(call, { action, resource, context }) !== null))
    throw new AwsError('AccessDeniedException', 'Access to KMS is not allowed');
}

/**
 * Keeps a changed secret, then tells EventBridge of the labels that moved. Making a secret is no move.
 * Source: Secrets Manager User Guide, "Secret Label Updated event".
 */
export function keepChange(call: SecretsCall, before: SecretRecord, after: SecretRecord): void {
  call.deps.store.put(after);
  if (call.isUnheard) return;
  for (const { stage, versionId } of movedStages(before, after)) {
    const detail: JsonObject = { name: after.name, labelUpdated: stage, versionId };
    const facts = { source: 'aws.secretsmanager', detailType: 'Secret Label Updated', account: after.account, region: after.region };
    call.deps.onEvent(makeEvent({ ...facts, resources: [after.arn], detail, atMs: call.deps.now() }));
  }
}

function keyArn(kmsKeyId: string, { account, region }: SecretScope): string {
  if (kmsKeyId.startsWith('arn:')) return kmsKeyId;
  return `arn:aws:kms:${region}:${account}:${kmsKeyId.startsWith('alias/') ? kmsKeyId : `key/${kmsKeyId}`}`;
}

// Another account's secret needs a resource policy there, and this endpoint keeps none.
function refuseForeign(call: SecretsCall, secretId: string): void {
  const [, , service, , account] = secretId.split(':');
  if (service !== 'secretsmanager' || account === call.scope.account) return;
  const action = `secretsmanager:${call.action}`;
  const reason = `because no resource-based policy allows the ${action} action`;
  throw new AwsError('AccessDeniedException', `User: ${call.principal.arn} is not authorized to perform: ${action} on resource: ${secretId} ${reason}`);
}
