import type { JsonObject } from '../../../../shared/json.ts';
import type { AwsCall, Service } from '../service.ts';
import { batchGetSecretValue } from './batch.ts';
import { createSecret } from './create.ts';
import { deleteSecret, restoreSecret } from './delete.ts';
import { describeSecret } from './describe.ts';
import { needed, RULES, validate, type Rules } from './input-rules.ts';
import { listSecrets } from './list.ts';
import { getRandomPassword } from './random-password.ts';
import type { SecretsCall, SecretsDeps } from './secrets-call.ts';
import { listSecretVersionIds, updateSecretVersionStage } from './stages.ts';
import { getResourcePolicy, tagResource, untagResource } from './tags.ts';
import { getSecretValue, putSecretValue, updateSecret } from './values.ts';

type Action = { readonly rules: Rules; run(call: SecretsCall): JsonObject | null };

const { secretId: SecretId, token: ClientRequestToken, secretString: SecretString, secretBinary: SecretBinary, flag, tags: Tags } = RULES;
const { nextToken: NextToken, filters: Filters, maxResults: MaxResults, description: Description, kmsKeyId: KmsKeyId, versionId } = RULES;
const VALUE: Rules = { ClientRequestToken, SecretString, SecretBinary };

const ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['CreateSecret', { rules: { Name: RULES.name, ...VALUE, Description, KmsKeyId, Tags }, run: createSecret }],
  ['GetSecretValue', { rules: { SecretId, VersionId: versionId, VersionStage: RULES.stage }, run: getSecretValue }],
  ['PutSecretValue', { rules: { SecretId, ...VALUE, VersionStages: RULES.stages }, run: putSecretValue }],
  ['UpdateSecret', { rules: { SecretId, ...VALUE, Description, KmsKeyId }, run: updateSecret }],
  [
    'UpdateSecretVersionStage',
    { rules: { SecretId, VersionStage: needed(RULES.stage), MoveToVersionId: versionId, RemoveFromVersionId: versionId }, run: updateSecretVersionStage },
  ],
  ['ListSecretVersionIds', { rules: { SecretId, MaxResults, NextToken, IncludeDeprecated: flag }, run: listSecretVersionIds }],
  ['DescribeSecret', { rules: { SecretId }, run: describeSecret }],
  [
    'ListSecrets',
    { rules: { IncludePlannedDeletion: flag, MaxResults, NextToken, Filters, SortOrder: RULES.sortOrder, SortBy: RULES.sortBy }, run: listSecrets },
  ],
  ['BatchGetSecretValue', { rules: { SecretIdList: RULES.secretIds, Filters, MaxResults: RULES.maxBatch, NextToken }, run: batchGetSecretValue }],
  ['TagResource', { rules: { SecretId, Tags: needed(Tags) }, run: tagResource }],
  ['UntagResource', { rules: { SecretId, TagKeys: RULES.tagKeys }, run: untagResource }],
  ['DeleteSecret', { rules: { SecretId, RecoveryWindowInDays: RULES.days, ForceDeleteWithoutRecovery: flag }, run: deleteSecret }],
  ['RestoreSecret', { rules: { SecretId }, run: restoreSecret }],
  ['GetResourcePolicy', { rules: { SecretId }, run: getResourcePolicy }],
  ['GetRandomPassword', { rules: { PasswordLength: RULES.passwordLength, ExcludeCharacters: RULES.characters }, run: getRandomPassword }],
]);

/** Secrets Manager, kept in a store. */
export function secretsService(deps: SecretsDeps): Service {
  const handle = (call: AwsCall): JsonObject | null => {
    const action = ACTIONS.get(call.action);
    if (!action) return null;
    validate(call.input, action.rules);
    return action.run({ ...call, deps, scope: { account: call.principal.account, region: call.region } });
  };
  return { name: 'secretsmanager', protocol: 'json', target: 'secretsmanager', actions: new Set(ACTIONS.keys()), handle };
}
