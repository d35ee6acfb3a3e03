import { vi } from 'vitest';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { StoredConnection } from '../../shared/connections/stored-connection.ts';
import type { CallerEvent } from '../../shared/http/caller-event.ts';
import type { GatherMessage } from '../../shared/runs/queue.ts';
import type { FetchedSecrets, TryingVaults, Vault } from '../../shared/secrets/vault.ts';
import type { TestTerms, VerifyDeps } from '../../shared/verify-deps.ts';
import { freshToken } from './canary.ts';
import { FUNCTION_SETTINGS } from './function-settings.ts';
import type { Loose } from './product.ts';

export const ARN = 'arn:aws:secretsmanager:us-east-1:137149879143:secret:prod-jira-credentials-FsmeTs';
export const MASK = `{{workato:sm:prod.jira.secret.key:${ARN}}}`;
export const NEW = { name: 'Jira', connector: 'jira-dc', config: { baseUrl: 'https://jira.example.com', personalAccessToken: MASK } };
export const START = Date.UTC(2026, 10, 23, 12);
/** Time stands still for most tests: budgets by the minute are wide, where it is not about them. */
const BUDGETS = {
  TESTS_PER_MINUTE: '9999',
  HOST_TESTS_PER_MINUTE: '9999',
  KEY_READS_PER_MINUTE: '9999',
  STORE_TESTS_PER_MINUTE: '9999',
  RUNS_PER_MINUTE: '9999',
};
const SETTINGS = { ...FUNCTION_SETTINGS, ...BUDGETS, POWERTOOLS_LOG_LEVEL: 'SILENT' };

export type Ask = {
  readonly id?: string;
  /** What stands in the token's claim; by default an editor of the project demo. */
  readonly roles?: unknown;
  /** Further claims of the token. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly subject?: string;
  /** The ARN of an IAM session: the twin of the route is asked, with a signature in place of the token. */
  readonly session?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** "limit=1&label=a:b" */
  readonly query?: string;
};
export type Told = { readonly status: number; readonly headers: Readonly<Record<string, unknown>>; readonly body: Loose; readonly text: string };
type Handler = (event: CallerEvent) => Promise<APIGatewayProxyStructuredResultV2>;

/** The two handlers of stored connections as they are deployed, with stores in memory and a target and a vault in the place of the network. */
export async function startHandlers(settings: Readonly<Record<string, string>> = {}) {
  const clock = { ms: START };
  const now = (): number => clock.ms;
  // Everything is loaded afresh, and together: an error of one copy of a module is none of the classes of another.
  vi.resetModules();
  const { makeMemoryConnectionStore } = await import('./stores/memory-connection-store.ts');
  const { makeMemoryIdempotencyStore } = await import('./stores/memory-idempotency-store.ts');
  const { makeMemorySettingsStore } = await import('./stores/memory-settings-store.ts');
  const { makeMemoryBudgetStore } = await import('./stores/memory-budget-store.ts');
  const { makeMemoryRunStore } = await import('./stores/memory-run-store.ts');
  const { makeMemoryEventBus } = await import('./stores/memory-event-bus.ts');
  const { makeMemoryWatchStore } = await import('./stores/memory-watch-store.ts');
  const { makeMemoryVerificationStore } = await import('./stores/memory-verification-store.ts');
  const stores = {
    connections: makeMemoryConnectionStore(),
    verifications: makeMemoryVerificationStore({ now }),
    idempotency: makeMemoryIdempotencyStore({ now }),
    settings: makeMemorySettingsStore(),
    runs: makeMemoryRunStore({ now }),
    watches: makeMemoryWatchStore(),
    spending: makeMemoryBudgetStore(),
  };
  const events = makeMemoryEventBus();
  const gathered: GatherMessage[] = [];
  const target = await makeTarget(now);
  for (const [name, value] of Object.entries({ ...SETTINGS, ...settings })) vi.stubEnv(name, value);
  vi.spyOn(Date, 'now').mockImplementation(now);
  vi.doMock('../../shared/stores.ts', () => ({ makeStores: () => stores }));
  vi.doMock('../../shared/test-stores.ts', () => ({ makeTestStores: () => stores }));
  vi.doMock('../../shared/events/lazy-bus.ts', () => ({ makeLazyBus: () => events }));
  vi.doMock('../../shared/runs/lazy-gather-queue.ts', () => ({
    makeLazyGatherQueue: () => ({ send: async (message: GatherMessage) => void gathered.push(message) }),
  }));
  vi.doMock('../../shared/secrets/vault.ts', () => ({ makeVaults: () => target.vaults }));
  vi.doMock('../../shared/verify-deps.ts', () => ({
    makeVerifyDeps:
      () =>
      ({ journal, admit }: TestTerms): VerifyDeps => ({ ...target.deps, ...journal, bind: admitted(target.deps.bind, admit) }),
  }));
  const handlers: readonly Handler[] = [
    (await import('../../functions/manage-connections/handler.ts')).handler,
    (await import('../../functions/test-connection/handler.ts')).handler,
  ];
  const call = async (route: string, ask: Ask = {}): Promise<Told> => {
    const handler = /(?:test|lint|keys)$/.test(route) ? handlers[1] : handlers[0];
    const { statusCode = 0, headers = {}, body = '' } = await handler!(eventOf(route, ask));
    return { status: statusCode, headers, body: body === '' ? {} : JSON.parse(body), text: body };
  };
  const create = async (more: Record<string, unknown> = {}, project = 'demo'): Promise<StoredConnection> => {
    const { text } = await call('POST /v1/connections', { roles: ['*:admin'], body: { ...NEW, project, ...more } });
    const connection: StoredConnection = JSON.parse(text);
    if (connection.revision !== 1) throw new Error(text);
    return connection;
  };
  return { call, create, stores, clock, target, events, gathered };
}

export type Handlers = Awaited<ReturnType<typeof startHandlers>>;

/** As `makeVerifyDeps` does it. */
function admitted(bind: VerifyDeps['bind'], admit: TestTerms['admit']): VerifyDeps['bind'] {
  return async (request) => {
    await admit?.(request.destinations.map(({ host }) => host));
    return bind(request);
  };
}

/** A Jira that answers `status` after `meanwhile` has happened, and a secret whose value is a fresh canary. */
async function makeTarget(now: () => number) {
  const { makeCatalogue } = await import('../../shared/connectors/catalogue.ts');
  const { bind } = await import('../../shared/egress/bind.ts');
  const { guard } = await import('../../shared/egress/guard.ts');
  const { Secret } = await import('../../shared/secrets/secret.ts');
  const target = {
    canary: freshToken(),
    status: 200,
    body: '{"name":"bot","key":"bot"}',
    hosts: 'jira.example.com',
    version: 'v1',
    requests: 0,
    meanwhile: async (): Promise<void> => {},
  };
  const tagsOf = async () => ({ tags: new Map([['connection-hosts', target.hosts]]), readAtMs: 0 });
  const fetched = (): FetchedSecrets => ({
    valueOf: () => new Secret(target.canary),
    uses: [{ arn: ARN, key: 'prod.jira.secret.key', field: '/config/personalAccessToken', versionId: target.version, versionStage: 'AWSCURRENT' }],
    wasCached: false,
  });
  const deps: Omit<VerifyDeps, 'begin' | 'end'> = {
    catalogue: makeCatalogue(),
    scope: { accounts: ['137149879143'], regions: ['us-east-1'] },
    now,
    elapsedMs: now,
    uuid: () => '00000000-0000-4000-8000-000000000000',
    bind: (request) => bind(request, { tagsOf, untagged: { mode: 'denied' }, now: () => 0 }),
    fetchSecrets: async () => fetched(),
    withinBudget: (_, send) => send(),
    guard: (request) => guard(request, { policy: { privateCidrs: [], furtherPorts: [], localTargets: [] }, resolve: async () => ['93.184.215.14'] }),
    probe: async () => {
      target.requests += 1;
      await target.meanwhile();
      return { httpStatus: target.status, headers: new Map([['content-type', 'application/json']]), bodyText: target.body };
    },
  };
  const vault: Vault = {
    tagsOf,
    fetchSecrets: async () => fetched(),
    keysOf: async () => ({ names: ['prod.jira.secret.key'], versionId: target.version }),
    fateOf: async () => ({ currentVersionId: target.version, deletedAt: null, rotationEnabled: false, nextRotationAt: null, lastChangedAt: null }),
    successorOf: async () => null,
    forget: () => undefined,
  };
  const vaults: TryingVaults = {
    vaultFor: () => vault,
    forget: () => undefined,
    tryRole: async (_, { externalId }) => (externalId === 'own' ? 'assumed' : 'denied'),
  };
  return Object.assign(target, { deps, vaults });
}

// As tests/fixtures/events/http-api-jwt-post.json, and as it comes over the wire: what is undefined is not there.
function eventOf(plain: string, { id, body, headers, query = '', ...who }: Ask): CallerEvent {
  const route = who.session === undefined ? plain : plain.replace(' ', ' /iam');
  const { authorization, authorizer } = verified(who);
  const [method, path = ''] = route.split(' ');
  const rawPath = path.replace('{id}', id ?? '');
  const event: CallerEvent = JSON.parse(
    JSON.stringify({
      version: '2.0',
      routeKey: route,
      rawPath,
      rawQueryString: query,
      headers: { authorization, 'content-type': 'application/json', ...headers },
      queryStringParameters: query === '' ? undefined : flattened(query),
      pathParameters: id === undefined ? undefined : { id },
      requestContext: {
        accountId: '137149879143',
        apiId: 'local',
        authorizer,
        http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'agent/1.0' },
        requestId: 'req-1',
        routeKey: route,
        stage: '$default',
      },
      body: typeof body === 'object' ? JSON.stringify(body) : body,
      isBase64Encoded: false,
    }),
  );
  return event;
}

function verified({ session, roles = ['demo:editor'], claims, subject = 'ada' }: Pick<Ask, 'session' | 'roles' | 'claims' | 'subject'>) {
  if (session !== undefined)
    return { authorization: 'AWS4-HMAC-SHA256 Credential=ASIA0000000000EXAMPLE', authorizer: { iam: { accountId: '137149879143', userArn: session } } };
  const payload = Buffer.from(JSON.stringify({ sub: subject, roles, ...claims })).toString('base64url');
  const flat = Array.isArray(roles) ? `[${roles.join(' ')}]` : String(roles);
  return { authorization: `Bearer aGVhZA.${payload}.c2ln`, authorizer: { jwt: { claims: { sub: subject, roles: flat }, scopes: null } } };
}

function flattened(query: string): Record<string, string> {
  const parameters = new URLSearchParams(query);
  return Object.fromEntries([...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name).join(',')]));
}
