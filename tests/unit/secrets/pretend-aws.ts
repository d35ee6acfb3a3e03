import { DescribeSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import type { LocatedMask } from '../../../shared/masks/secret-reference.ts';
import { ResolverError } from '../../../shared/errors.ts';
import { makeVaults, type TryingVaults, type Reader } from '../../../shared/secrets/vault.ts';

export const READER: Reader = {
  roleArn: 'arn:aws:iam::137149879143:role/secret-mask-resolver/reader',
  externalId: 'smr-4f2a',
  workspace: 'main',
  project: 'demo',
};
export const JIRA = arnOf('prod-jira');
export const SLACK = arnOf('prod-slack');
export const CRM = arnOf('prod-crm');

export function arnOf(name: string, region = 'us-east-1'): string {
  return `arn:aws:secretsmanager:${region}:137149879143:secret:${name}-FsmeTs`;
}

export function maskOf(secretArn: string, keyName: string, path: string | null = null): LocatedMask {
  return { keyName, secretArn, path, start: 0, end: 1, pointer: '/config/apiToken' };
}

/** What GetSecretValue answers for a version that holds this text. */
export function answered(arn: string, text: string, versionId = 'v1') {
  return { ARN: arn, Name: 'n', VersionId: versionId, VersionStages: ['AWSCURRENT'], SecretString: text };
}

export function awsError(name: string, message = 'AWS says: hunter2-in-a-message', httpStatusCode = 400): Error {
  return Object.assign(new Error(message), { name, $fault: 'client', $metadata: { httpStatusCode } });
}

export type PretendAws = ReturnType<typeof pretendAws>;

/** A mocked Secrets Manager and STS. Every secret answers `{"token":"value-of-<arn>"}` and no tags until told otherwise. */
export function pretendAws() {
  const secretsManager = mockClient(SecretsManagerClient);
  const sts = mockClient(STSClient);
  let sessions = 0;
  sts.on(AssumeRoleCommand).callsFake(async () => {
    sessions += 1;
    await soon();
    return { Credentials: { AccessKeyId: `ASIA${sessions}`, SecretAccessKey: `key-${sessions}`, SessionToken: `session-${sessions}`, Expiration: new Date() } };
  });
  secretsManager.on(GetSecretValueCommand).callsFake(async ({ SecretId }: { SecretId: string }) => {
    await soon();
    return answered(SecretId, JSON.stringify({ token: `value-of-${SecretId}` }));
  });
  secretsManager.on(DescribeSecretCommand).callsFake(async ({ SecretId }: { SecretId: string }) => {
    await soon();
    return { ARN: SecretId, Tags: [{ Key: 'connection-hosts', Value: 'acme.atlassian.net' }] };
  });
  return {
    secretsManager,
    sts,
    gets: () => secretsManager.commandCalls(GetSecretValueCommand).length,
    describes: () => secretsManager.commandCalls(DescribeSecretCommand).length,
    sessions: () => sts.commandCalls(AssumeRoleCommand).length,
    getAnswers: (text: string, versionId = 'v1') =>
      secretsManager.on(GetSecretValueCommand).callsFake(async ({ SecretId }: { SecretId: string }) => answered(SecretId, text, versionId)),
    getFails: (error: Error) => secretsManager.on(GetSecretValueCommand).rejects(error),
    restore: () => {
      secretsManager.restore();
      sts.restore();
    },
  };
}

/** A turn of the event loop that fake timers leave alone. */
function soon(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}

/** Vaults on the clock that Powertools reads too, so that fake timers move both. */
export function vaultsNow(random = () => 0.5): TryingVaults {
  return makeVaults({ now: () => Date.now(), random, secretsManager: { region: 'us-east-1' }, sts: { region: 'us-east-1' } });
}

/** What a promise is rejected with, which has to be an error of ours. */
export async function failureOf(promise: Promise<unknown>): Promise<ResolverError> {
  const outcome = await promise.then(
    () => 'no failure',
    (error: unknown) => error,
  );
  if (outcome instanceof ResolverError) return outcome;
  throw new Error('expected a ResolverError', { cause: outcome });
}

/** The code a promise is rejected with; any other outcome is shown as it is. */
export async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    return { resolved: await promise };
  } catch (error) {
    return error instanceof ResolverError ? error.code : { unmapped: error };
  }
}
