import type { JsonObject } from '../../../../shared/json.ts';
import { AwsError } from '../aws-error.ts';
import { flagIn, numberIn, textIn } from './input.ts';
import { seconds, type SecretRecord } from './secret-record.ts';
import { secretOf, type SecretsCall } from './secrets-call.ts';
import { arnPrefix } from './store.ts';

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;
const [MIN_DAYS, MAX_DAYS] = [7, 30];

/** DeleteSecret: marks it for deletion after the recovery window, or deletes it at once where forced. */
export function deleteSecret(call: SecretsCall): JsonObject {
  const days = numberIn(call.input, 'RecoveryWindowInDays');
  const isForced = flagIn(call.input, 'ForceDeleteWithoutRecovery') === true;
  if (isForced && days !== undefined) throw invalid("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
  if (days !== undefined && (days < MIN_DAYS || days > MAX_DAYS)) throw invalid('The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).');
  if (isForced) return deleteAtOnce(call);
  const record = secretOf(call, [['secretsmanager:RecoveryWindowInDays', days === undefined ? undefined : String(days)]]);
  if (record.deletedAtMs !== null) {
    throw new AwsError('InvalidRequestException', "You can't perform this operation on the secret because it was already scheduled for deletion.");
  }
  const deletedAtMs = call.deps.now() + (days ?? DEFAULT_DAYS) * DAY_MS;
  call.deps.store.put({ ...record, deletedAtMs });
  return { ARN: record.arn, Name: record.name, DeletionDate: seconds(deletedAtMs) };
}

/** RestoreSecret: cancels a scheduled deletion. */
export function restoreSecret(call: SecretsCall): JsonObject {
  const record = secretOf(call);
  call.deps.store.put({ ...record, deletedAtMs: null });
  return { ARN: record.arn, Name: record.name };
}

function deleteAtOnce(call: SecretsCall): JsonObject {
  const record = foundOrNull(call);
  if (record) call.deps.store.remove(record);
  const asked = textIn(call.input, 'SecretId') ?? '';
  const name = record?.name ?? asked.replace(arnPrefix(call.scope), '');
  return { ARN: record?.arn ?? call.deps.store.newArn(call.scope, name), Name: name, DeletionDate: seconds(call.deps.now()) };
}

// Forced deletion of a secret that does not exist succeeds.
function foundOrNull(call: SecretsCall): SecretRecord | null {
  try {
    return secretOf(call, [['secretsmanager:ForceDeleteWithoutRecovery', 'true']]);
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ResourceNotFoundException') return null;
    throw error;
  }
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}
