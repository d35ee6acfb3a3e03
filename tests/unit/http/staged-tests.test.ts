import { beforeEach, describe, expect, it } from 'vitest';
import type { CallerEvent } from '../../../shared/http/caller-event.ts';
import { replying } from '../../../shared/http/reply.ts';
import { routing } from '../../../shared/http/route.ts';
import { type TestDeps, testRoutes } from '../../../shared/http/test-routes.ts';
import { makeCatalogue } from '../../../shared/connectors/catalogue.ts';
import { ResolverError } from '../../../shared/errors.ts';
import type { StageChoice } from '../../../shared/secrets/stage-choice.ts';
import type { VerifyDeps } from '../../../shared/verify-deps.ts';
import { makeMemoryConnectionStore } from '../../helpers/stores/memory-connection-store.ts';
import { callerBudgets } from '../../helpers/caller-budgets.ts';
import { makeMemoryIdempotencyStore } from '../../helpers/stores/memory-idempotency-store.ts';

// Which versions a test goes by, who may ask for them, and what it changes. What they are read with is tested in secrets/fetch-staged.test.ts.
const ID = `con_${'a'.repeat(32)}`;
const ARN = 'arn:aws:secretsmanager:us-east-1:137149879143:secret:prod-jira-FsmeTs';
const CONFIG = { baseUrl: 'https://jira.example.com', personalAccessToken: `{{workato:sm:token:${ARN}}}` };
const STANDING = { state: 'untested', since: '2026-11-23T12:00:00.000Z', lastVerifiedAt: null, lastOkAt: null, code: null, versionIds: [] } as const;
const NOW = Date.parse('2026-11-23T13:00:00.000Z');
const PENDING = { options: { versionStage: 'AWSPENDING' } };
const CURRENT = { options: { versionStage: 'AWSCURRENT' } };

let stages: StageChoice[];
let recorded: number;
let deps: TestDeps;
beforeEach(async () => {
  [stages, recorded] = [[], 0];
  const connections = makeMemoryConnectionStore();
  const stored = {
    id: ID,
    name: 'Jira',
    project: 'demo',
    connector: 'jira-dc',
    method: 'pat',
    config: CONFIG,
    expectIdentity: null,
    schedule: null,
    labels: {},
  };
  await connections.create({ ...stored, revision: 1, standing: STANDING, createdAt: 'then', updatedAt: 'then' });
  const check = { catalogue: makeCatalogue(), scope: { accounts: ['137149879143'], regions: ['us-east-1'] } };
  const unused = (): never => {
    throw new Error('Nothing is read or sent here.');
  };
  const verifying: VerifyDeps = {
    ...check,
    now: () => NOW,
    elapsedMs: () => 0,
    uuid: () => '00000000-0000-4000-8000-000000000000',
    begin: async () => undefined,
    end: async (_, verification) => verification,
    bind: async () => {
      throw new ResolverError('destination_denied', { arn: ARN });
    },
    fetchSecrets: unused,
    withinBudget: unused,
    guard: unused,
    probe: unused,
  };
  const rest = {
    connections: {
      get: (id: string) => connections.get(id),
      setStanding: async () => {
        recorded += 1;
        return 'set' as const;
      },
    },
    idempotency: makeMemoryIdempotencyStore({ now: () => NOW }),
    check,
    verifyDepsFor: ({ stage }: { stage: StageChoice }) => {
      stages.push(stage);
      return verifying;
    },
    now: () => NOW,
    events: { publish: async () => undefined },
    budgets: callerBudgets(),
  };
  deps = rest;
});

type Told = { readonly status: number; readonly body: Record<string, unknown> };
async function call(route: string, body: unknown, { roles = ['demo:editor'], key }: { roles?: readonly string[]; key?: string } = {}): Promise<Told> {
  const payload = Buffer.from(JSON.stringify({ sub: 'ada', roles })).toString('base64url');
  const event: CallerEvent = JSON.parse(
    JSON.stringify({
      version: '2.0',
      routeKey: route,
      rawQueryString: '',
      headers: { authorization: `Bearer aGVhZA.${payload}.c2ln`, ...(key !== undefined && { 'idempotency-key': key }) },
      pathParameters: { id: ID },
      requestContext: { authorizer: { jwt: { claims: { sub: 'ada' }, scopes: null } }, http: { method: 'POST' }, requestId: 'req-1' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      isBase64Encoded: false,
    }),
  );
  const answer = await replying(routing(testRoutes(deps), { rolesClaim: 'roles', iamRoles: {} }))(event);
  return { status: answer.statusCode ?? 0, body: JSON.parse(answer.body ?? '{}') };
}
const unsaved = (more: object = {}, options?: Parameters<typeof call>[2]) =>
  call('POST /v1/connections/test', { connector: 'jira-dc', config: CONFIG, ...more }, options);
const storedTest = (body?: unknown, options?: Parameters<typeof call>[2]) => call('POST /v1/connections/{id}/test', body, options);

describe('a test goes by', () => {
  it.each<readonly [string, object | undefined, StageChoice]>([
    ['the current versions, where nothing is said', undefined, 'current'],
    ['the current versions, where no stage is said', { options: {} }, 'current'],
    ['the current versions, where they are asked for', CURRENT, 'current'],
    ['the versions to come, where they are asked for', PENDING, 'pending'],
  ])('%s', async (_, body, stage) => {
    expect((await storedTest(body)).status).toBe(200);
    expect((await unsaved(body)).status).toBe(200);
    expect(stages).toEqual([stage, stage]);
  });
});

describe('of a stored connection', () => {
  it.each<readonly [string, unknown]>([
    ['another stage', { options: { versionStage: 'AWSPREVIOUS' } }],
    ['a stage in small letters', { options: { versionStage: 'awspending' } }],
    ['a further option', { options: { versionStage: 'AWSPENDING', versionId: 'v1' } }],
    ['options that are a text', { options: 'AWSPENDING' }],
    ['a config beside the options', { ...PENDING, config: CONFIG }],
    ['a method beside the options', { ...PENDING, method: 'basic' }],
  ])('%s is refused, and nothing is tested', async (_, body) => {
    expect(await storedTest(body)).toMatchObject({ status: 400, body: { code: 'schema_invalid' } });
    expect(stages).toEqual([]);
  });

  it('a tester tries what is current; what is to come needs the right to use secrets', async () => {
    const roles = ['demo:tester'];
    expect((await storedTest(undefined, { roles })).status).toBe(200);
    expect((await storedTest(CURRENT, { roles })).status).toBe(200);
    expect(await storedTest(PENDING, { roles })).toMatchObject({ status: 403, body: { code: 'not_allowed' } });
    expect((await storedTest(PENDING, { roles: ['other:admin'] })).status).toBe(404);
    expect(stages).toEqual(['current', 'current']);
  });

  it('a rehearsal by hand sets no standing, and its answer does not say that recording failed', async () => {
    const told = await storedTest(PENDING);
    expect(told.body).toMatchObject({ code: 'destination_denied' });
    expect(told.body).not.toHaveProperty('recorded');
    expect(recorded).toBe(0);
    await storedTest(CURRENT);
    expect(recorded).toBeGreaterThan(0);
  });

  it('the same Idempotency-Key for another stage is a mismatch; for the same one it is answered again', async () => {
    await storedTest(PENDING, { key: 'k' });
    expect((await storedTest(undefined, { key: 'k' })).status).toBe(409);
    expect((await storedTest(PENDING, { key: 'k' })).status).toBe(200);
    expect(stages).toEqual(['pending']);
  });
});
