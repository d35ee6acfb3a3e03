import { DescribeSecretCommand, type DescribeSecretCommandOutput, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ResolverError } from '../errors.ts';
import type { AskAws } from './secret-provider.ts';

/** How a secret stands in its store. No value, no tag; times are ISO 8601 in UTC. */
export type SecretFate = {
  /** The version labelled AWSCURRENT; null where none is. */
  readonly currentVersionId: string | null;
  /** When it was marked for deletion; null where it is not. */
  readonly deletedAt: string | null;
  readonly rotationEnabled: boolean;
  /** When it is to be rotated at the latest. */
  readonly nextRotationAt: string | null;
  readonly lastChangedAt: string | null;
};
type FateDeps = { readonly client: SecretsManagerClient; readonly ask: AskAws };

/** One DescribeSecret; nothing of it is kept. @throws ResolverError with a `secret_*`, `vault_*` or `role_*` code */
export async function readFate(arn: string, { client, ask }: FateDeps): Promise<SecretFate> {
  const answer = await ask(arn, (options) => client.send(new DescribeSecretCommand({ SecretId: arn }), options));
  if (answer.ARN !== arn) throw new ResolverError('vault_unavailable', { arn });
  return {
    currentVersionId: currentOf(answer),
    deletedAt: timeOf(answer.DeletedDate),
    rotationEnabled: answer.RotationEnabled === true,
    nextRotationAt: timeOf(answer.NextRotationDate),
    lastChangedAt: timeOf(answer.LastChangedDate),
  };
}

function currentOf({ VersionIdsToStages: stagesOf = {} }: DescribeSecretCommandOutput): string | null {
  return Object.entries(stagesOf).find(([, stages]) => stages.includes('AWSCURRENT'))?.[0] ?? null;
}

function timeOf(date: Date | undefined): string | null {
  return date === undefined || Number.isNaN(date.getTime()) ? null : date.toISOString();
}
