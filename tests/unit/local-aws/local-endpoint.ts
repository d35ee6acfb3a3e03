import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AssumeRoleCommand, STSClient, type AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import { afterEach } from 'vitest';

import { startAws, type AwsEndpoint, type AwsOptions } from '../../../infra/local/aws/endpoint.ts';
import type { EventBridgeEvent } from '../../../infra/local/aws/events.ts';
import { parsePolicyDocument } from '../../../infra/local/aws/policy-document.ts';
import type { LocalRole } from '../../../infra/local/aws/template-roles.ts';

export const ACCOUNT = '137149879143';
export const START = Date.UTC(2026, 10, 23, 12);

export type Keys = { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string };
export const ADMINISTRATOR: Keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'not-checked-here' };

const open: { close(): Promise<void> | void }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

export type Started = AwsEndpoint & { readonly events: EventBridgeEvent[]; readonly clock: { nowMs: number } };

/** An endpoint on a free port with a clock that stands still; closed after the test. */
export async function started(options: Partial<AwsOptions> = {}): Promise<Started> {
  const clock = { nowMs: START };
  const events: EventBridgeEvent[] = [];
  const base = { port: 0, dataDirectory: null, account: ACCOUNT, region: 'us-east-1', roles: [] };
  const endpoint = await startAws({ ...base, now: () => clock.nowMs, onEvent: (event) => void events.push(event), ...options });
  open.push(endpoint);
  return { ...endpoint, events, clock };
}

export function secretsClient({ url }: AwsEndpoint, credentials = ADMINISTRATOR, region = 'us-east-1'): SecretsManagerClient {
  const client = new SecretsManagerClient({ endpoint: url, region, credentials, maxAttempts: 1 });
  open.push({ close: () => client.destroy() });
  return client;
}

export function stsClient({ url }: AwsEndpoint, credentials = ADMINISTRATOR): STSClient {
  const client = new STSClient({ endpoint: url, region: 'us-east-1', credentials, maxAttempts: 1 });
  open.push({ close: () => client.destroy() });
  return client;
}

/** A policy document with one statement or several. */
export function policy(...statements: readonly Record<string, unknown>[]): ReturnType<typeof parsePolicyDocument> {
  return parsePolicyDocument({ Version: '2012-10-17', Statement: statements });
}

export const ANYTHING = policy({ Effect: 'Allow', Action: '*', Resource: '*' });
export const NOTHING = { statements: [] };

export function role(name: string, parts: Partial<LocalRole> = {}): LocalRole {
  return { logicalId: name, arn: `arn:aws:iam::${ACCOUNT}:role/${name}`, trust: NOTHING, policies: [], boundary: null, ...parts };
}

/** The code and the message of what a call fails with. */
export async function failure(call: Promise<unknown>): Promise<{ readonly code: string; readonly message: string; readonly status: unknown }> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const metadata: unknown = Reflect.get(error, '$metadata');
    const status: unknown = typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, 'httpStatusCode') : undefined;
    return { code: error.name, message: error.message, status };
  }
  throw new Error('The call was expected to fail.');
}

export async function valueOf(client: SecretsManagerClient, SecretId: string, VersionStage?: string): Promise<string | undefined> {
  return (await client.send(new GetSecretValueCommand({ SecretId, ...(VersionStage === undefined ? {} : { VersionStage }) }))).SecretString;
}

/** Credentials of a session of `target`, assumed by `caller`. */
export async function assumed(
  endpoint: AwsEndpoint,
  caller: Keys,
  input: Partial<AssumeRoleCommandInput> & Pick<AssumeRoleCommandInput, 'RoleArn'>,
): Promise<Required<Keys>> {
  const { Credentials } = await stsClient(endpoint, caller).send(new AssumeRoleCommand({ ...input, RoleSessionName: input.RoleSessionName ?? 'session' }));
  return { accessKeyId: Credentials!.AccessKeyId!, secretAccessKey: Credentials!.SecretAccessKey!, sessionToken: Credentials!.SessionToken! };
}
