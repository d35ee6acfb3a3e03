import { AssumeRoleCommand, type AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import { DescribeSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { vi } from 'vitest';
import { replying } from '../../shared/http/reply.ts';
import type { CallerEvent } from '../../shared/http/caller-event.ts';
import { routing } from '../../shared/http/route.ts';
import { vaultRoutes } from '../../shared/http/vault-routes.ts';
import { makeStoreOpener } from '../../shared/open-store.ts';
import { type Deployment, deploymentStore } from '../../shared/settings/effective-store.ts';
import { externalIdOf } from '../../shared/settings/external-id.ts';
import type { SecretStore } from '../../shared/settings/secret-store.ts';
import type { AuditEntry } from '../../shared/verifications/verification-store.ts';
import { answered, awsError, pretendAws, vaultsNow } from '../unit/secrets/pretend-aws.ts';
import { callerBudgets } from './caller-budgets.ts';
import { freshToken } from './canary.ts';
import type { Loose } from './product.ts';
import { makeMemoryConnectionStore } from './stores/memory-connection-store.ts';
import { makeMemorySettingsStore } from './stores/memory-settings-store.ts';
import { makeMemoryVerificationStore } from './stores/memory-verification-store.ts';

export const ACCOUNT = '137149879143';
export const DEPLOYMENT: Deployment = {
  workspace: 'main',
  reader: { roleArn: `arn:aws:iam::${ACCOUNT}:role/secret-mask-resolver/reader`, externalId: 'id-of-the-stack' },
  rehearsalRoleArn: null,
  scope: { accounts: [ACCOUNT, '222222222222'], regions: ['us-east-1', 'eu-central-1'] },
  untagged: { mode: 'denied' },
};

export type Told = { readonly status: number; readonly type: unknown; readonly text: string; readonly body: Loose };
type Ask = { readonly roles?: readonly string[]; readonly body?: unknown; readonly id?: string };

/** A store of a project, as a settings manager would have put it. */
export function storeOf(project: string | null, changes: Partial<SecretStore> = {}): SecretStore {
  return { ...deploymentStore(DEPLOYMENT), project, externalId: externalIdOf(project, DEPLOYMENT), revision: 1, ...changes };
}

/** The routes that open stores, on a pretended AWS whose secrets hold a fresh canary, and stores in memory. */
export function startTriedStores() {
  const canary = freshToken();
  const printed = capturePrinted();
  const aws = pretendAws();
  const stores = {
    connections: makeMemoryConnectionStore(),
    verifications: makeMemoryVerificationStore({ now: Date.now }),
    settings: makeMemorySettingsStore(),
  };
  const vaults = vaultsNow();
  const issued: AssumeRoleCommandInput[] = [];
  // What a role's trust policy says; by default that of the product.
  const world = {
    canary,
    aws,
    stores,
    vaults,
    printed,
    trusts: ({ RoleArn, ExternalId, Tags }: AssumeRoleCommandInput): boolean => {
      const project = Tags?.find(({ Key }) => Key === 'project')?.Value ?? '';
      const isOurs = ExternalId === DEPLOYMENT.reader.externalId || ExternalId === externalIdOf(project, DEPLOYMENT);
      return RoleArn !== undefined && isOurs && project !== '';
    },
    tags: { 'connection-hosts': 'acme.atlassian.net' } as Readonly<Record<string, string>>,
    value: JSON.stringify({ 'prod.jira.secret.key': canary, user: canary, nested: { inner: canary } }),
  };
  aws.sts.on(AssumeRoleCommand).callsFake(async (input: AssumeRoleCommandInput) => {
    if (!world.trusts(input)) throw awsError('AccessDenied', 'User is not authorized', 403);
    const AccessKeyId = `ASIA${issued.push(input)}`;
    return { Credentials: { AccessKeyId, SecretAccessKey: canary, SessionToken: canary, Expiration: new Date() } };
  });
  aws.secretsManager.on(DescribeSecretCommand).callsFake(async ({ SecretId }: { SecretId: string }) => ({
    ARN: SecretId,
    Tags: Object.entries(world.tags).map(([Key, Value]) => ({ Key, Value })),
  }));
  aws.secretsManager.on(GetSecretValueCommand).callsFake(async ({ SecretId }: { SecretId: string }) => answered(SecretId, world.value, 'v7'));
  const openStore = makeStoreOpener({ settings: stores.settings, deployment: DEPLOYMENT, vaults });
  const routes = vaultRoutes({
    ...stores,
    budgets: callerBudgets({ keyReads: 30, storeTests: 10 }),
    deployment: DEPLOYMENT,
    vaults,
    openStore,
    now: Date.now,
    uuid: () => crypto.randomUUID(),
  });
  const handler = replying(routing(routes, { rolesClaim: 'roles', iamRoles: {} }));
  const call = async (route: string, ask: Ask = {}): Promise<Told> => {
    const { statusCode = 0, headers = {}, body = '' } = await handler(eventOf(route, ask));
    return { status: statusCode, type: headers['content-type'], text: body, body: JSON.parse(body) };
  };
  const audit = async (project: string): Promise<readonly AuditEntry[]> => (await stores.verifications.audit({ project }, { limit: 50, after: null })).items;
  /** For each request that Secrets Manager got, what STS was asked for the session that signs it. */
  const signers = (): Promise<readonly (AssumeRoleCommandInput | undefined)[]> =>
    Promise.all(
      aws.secretsManager.calls().map(async ({ thisValue: client }) => {
        if (!(client instanceof SecretsManagerClient)) throw new Error('there is no client');
        const { accessKeyId } = await client.config.credentials();
        return issued[Number(accessKeyId.replace('ASIA', '')) - 1];
      }),
    );
  return Object.assign(world, { call, audit, signers });
}

export type TriedStores = ReturnType<typeof startTriedStores>;

/** What is logged, instead of showing it. */
function capturePrinted(): () => string {
  const lines: string[] = [];
  for (const method of ['info', 'error', 'log', 'warn'] as const) vi.spyOn(console, method).mockImplementation((...text) => void lines.push(text.join(' ')));
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  return () => lines.join('\n');
}

function eventOf(route: string, { roles = ['demo:admin'], body, id }: Ask): CallerEvent {
  const payload = Buffer.from(JSON.stringify({ sub: 'ada', roles })).toString('base64url');
  const [method, path = ''] = route.split(' ');
  return JSON.parse(
    JSON.stringify({
      version: '2.0',
      routeKey: route,
      rawPath: path.replace('{id}', id ?? ''),
      rawQueryString: '',
      headers: { authorization: `Bearer aGVhZA.${payload}.c2ln` },
      pathParameters: id === undefined ? undefined : { id },
      requestContext: { authorizer: { jwt: { claims: { sub: 'ada' }, scopes: null } }, http: { method }, requestId: 'req-1' },
      body: typeof body === 'object' ? JSON.stringify(body) : body,
      isBase64Encoded: false,
    }),
  );
}
