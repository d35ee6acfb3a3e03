import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeResolver, type TemplateResolver } from '../../../infra/local/aws/template-resolver.ts';
import { readConsoleSettings, readKeeperSettings, readSettings, readTables } from '../../../shared/config.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts';
import { packageService, type PackagedService } from '../../helpers/packaged-service.ts';
import { PSEUDO, STACK_UUID } from '../../helpers/test-stack.ts';

const TEST_FUNCTION = 'TestDashconnectionLambdaFunction';
const MANAGE_FUNCTION = 'ManageDashconnectionsLambdaFunction';
const CONSOLE_FUNCTION = 'ConsoleLambdaFunction';
const LIST_FUNCTION = 'ListDashconnectorsLambdaFunction';

let service: PackagedService;
let resolver: TemplateResolver;

beforeAll(async () => {
  service = await packageService();
  resolver = makeResolver(service.template, PSEUDO);
});
afterAll(() => service.remove());

const property = (logicalId: string, name: string): Json => resolver.resolve(resolver.propertiesOf(logicalId)[name] ?? null);
const record = (json: Json | undefined): JsonObject => (json !== undefined && isJsonObject(json) ? json : {});
const text = (json: Json | undefined): string => {
  if (typeof json !== 'string') throw new Error('Not a text.');
  return json;
};
const list = (json: Json | undefined): readonly Json[] => (Array.isArray(json) ? json : json === undefined || json === null ? [] : [json]);

it('osls packages without credentials, region, home or network settings in the environment', () => {
  expect(Object.keys(record(service.template['Resources'])).length).toBeGreaterThan(20);
});

// Routes and the function that answers them, as PRODUCT §3 names them.
const ROUTES: readonly (readonly [route: string, functionId: string])[] = [
  ...[
    'POST /v1/connections/test',
    'POST /v1/connections/lint',
    'POST /v1/connections/{id}/test',
    'POST /v1/secrets/keys',
    'POST /v1/stores/workspace/test',
    'POST /v1/stores/projects/{id}/test',
  ].map((route) => [route, TEST_FUNCTION] as const),
  ...[
    'GET /v1/connections',
    'POST /v1/connections',
    'GET /v1/connections/{id}',
    'PATCH /v1/connections/{id}',
    'DELETE /v1/connections/{id}',
    'GET /v1/connections/{id}/verifications',
    'GET /v1/projects',
    'GET /v1/projects/{id}',
    'PUT /v1/projects/{id}',
    'GET /v1/stores/workspace',
    'PUT /v1/stores/workspace',
    'GET /v1/stores/projects/{id}',
    'PUT /v1/stores/projects/{id}',
    'DELETE /v1/stores/projects/{id}',
    'GET /v1/secrets/usage',
    'DELETE /v1/secrets/cache',
    'GET /v1/audit',
    'POST /v1/verification-runs',
    'GET /v1/verification-runs',
    'GET /v1/verification-runs/{id}',
    'GET /v1/verification-runs/{id}/connections',
    'POST /v1/verification-runs/{id}/cancel',
    'POST /v1/verification-runs/{id}/retry-failed',
    'POST /v1/rehearsals',
  ].map((route) => [route, MANAGE_FUNCTION] as const),
  ...['GET /v1/connectors', 'GET /v1/connectors/{id}'].map((route) => [route, LIST_FUNCTION] as const),
];

it('the API has these routes, each for callers with a token and, under /iam, for callers who sign; only the description, the health and the console are open', () => {
  const twin = (route: string): string => route.replace(' /v1/', ' /iam/v1/');
  const routes = resolver.resourcesOf('AWS::ApiGatewayV2::Route').map((id) => [property(id, 'RouteKey'), property(id, 'AuthorizationType')]);
  expect(Object.fromEntries(routes)).toEqual({
    ...Object.fromEntries(ROUTES.flatMap(([route]) => [[route, 'JWT'] as const, [twin(route), 'AWS_IAM'] as const])),
    'GET /openapi.json': null,
    'GET /health': null,
    'GET /': null,
    'GET /assets/{name}': null,
  });
});

it('a route and its twin are answered by the function that has the rights for it, and a token is asked for by our authorizer alone', () => {
  const routes = resolver.resourcesOf('AWS::ApiGatewayV2::Route').map((id) => {
    const [integrationId = ''] = /HttpApiIntegration\w+/.exec(JSON.stringify(resolver.propertiesOf(id)['Target'])) ?? [];
    const [functionId] = /\w+LambdaFunction/.exec(JSON.stringify(resolver.propertiesOf(integrationId)['IntegrationUri'])) ?? [];
    return { route: text(property(id, 'RouteKey')), functionId, authorizer: resolver.propertiesOf(id)['AuthorizerId'] };
  });
  const answered = Object.fromEntries(routes.map(({ route, functionId }) => [route, functionId]));
  for (const [route, functionId] of ROUTES) expect([answered[route], answered[route.replace(' /v1/', ' /iam/v1/')]]).toEqual([functionId, functionId]);
  for (const { route, authorizer } of routes) expect(authorizer).toEqual(route.includes(' /v1/') ? { Ref: 'HttpApiAuthorizerCallers' } : undefined);
});

const authorizerOf = (from: TemplateResolver): JsonObject => record(from.resolve(from.propertiesOf('HttpApiAuthorizerCallers')['JwtConfiguration'] ?? null));

it('by default the issuer of tokens exists nowhere, and no concurrency is reserved', () => {
  expect(authorizerOf(resolver)).toEqual({ Issuer: 'https://issuer.invalid', Audience: ['secret-mask-resolver'] });
  expect(property(TEST_FUNCTION, 'ReservedConcurrentExecutions')).toBeNull();
});

it('the operator gives issuer, audience and concurrency as parameters', async () => {
  const { template, remove } = await packageService({ jwtIssuer: 'https://login.example.com/', jwtAudience: 'smr', testConcurrency: '10' });
  await remove();
  const given = makeResolver(template, PSEUDO);
  expect(authorizerOf(given)).toEqual({ Issuer: 'https://login.example.com/', Audience: ['smr'] });
  expect(given.propertiesOf(TEST_FUNCTION)['ReservedConcurrentExecutions']).toBe(10);
});

describe('the functions', () => {
  it.each([
    [TEST_FUNCTION, 'TestConnectionRole', 'TestConnectionLogs'],
    [MANAGE_FUNCTION, 'ManageConnectionsRole', 'ManageConnectionsLogs'],
    [LIST_FUNCTION, 'ListConnectorsRole', 'ListConnectorsLogs'],
    [CONSOLE_FUNCTION, 'ConsoleRole', 'ConsoleLogs'],
  ])('%s runs on Node 24, ARM, 15 s, as %s, into %s', (id, role, logs) => {
    expect([property(id, 'Runtime'), property(id, 'Architectures'), property(id, 'Timeout'), property(id, 'Handler')]).toEqual([
      'nodejs24.x',
      ['arm64'],
      15,
      'handler.handler',
    ]);
    expect(property(id, 'Role')).toBe(resolver.resolve({ 'Fn::GetAtt': [role, 'Arn'] }));
    expect(property(logs, 'LogGroupName')).toBe(`/aws/lambda/${text(property(id, 'FunctionName'))}`);
  });

  it('have no further role: nothing is generated beside ours', () => {
    expect(resolver.resourcesOf('AWS::IAM::Role').toSorted()).toEqual([
      'ConsoleRole',
      'DispatchVerificationsRole',
      'ListConnectorsRole',
      'ManageConnectionsRole',
      'ReaderRole',
      'RehearsalReaderRole',
      'ScheduleRole',
      'TestConnectionRole',
      'VerifyConnectionsRole',
      'WatchSecretsRole',
    ]);
  });

  const environmentOf = (id: string, from = resolver): Readonly<Record<string, string>> => {
    const variables = record(record(from.resolve(from.propertiesOf(id)['Environment'] ?? null))['Variables']);
    return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, text(value)]));
  };
  const TABLE_NAMES = ['CONNECTIONS_TABLE', 'IDEMPOTENCY_TABLE', 'SECRET_USES_TABLE', 'SETTINGS_TABLE', 'VERIFICATIONS_TABLE', 'BUDGETS_TABLE'];
  const READER_NAMES = ['READER_ACCOUNTS', 'READER_EXTERNAL_ID', 'READER_REGIONS', 'READER_ROLE_ARN', 'UNTAGGED_SECRETS', 'LISTED_HOSTS', 'WORKSPACE'];
  const COMMON_NAMES = [...TABLE_NAMES, ...READER_NAMES, 'AUDIT_DAYS', 'HISTORY_DAYS', 'IAM_ROLES', 'LOG_LEVEL', 'POWERTOOLS_SERVICE_NAME', 'ROLES_CLAIM'];
  const OF_THIS_STACK = {
    workspace: 'main',
    reader: { roleArn: expect.stringContaining(':role/secret-mask-resolver/'), externalId: STACK_UUID },
    scope: { accounts: ['137149879143'], regions: ['us-east-1'] },
    untagged: { mode: 'denied' },
    retention: { historyDays: 90, auditDays: 365 },
  };
  const CALLERS = { rolesClaim: 'roles', iamRoles: {} };

  it('test-connection has exactly the settings it reads, and they are well formed', () => {
    const environment = environmentOf(TEST_FUNCTION);
    const own = ['ATTEMPTS_TABLE', 'EVENT_BUS', 'FURTHER_PORTS', 'PRIVATE_CIDRS', 'REHEARSAL_ROLE_ARN'];
    const budgets = ['TESTS_PER_MINUTE', 'HOST_TESTS_PER_MINUTE', 'KEY_READS_PER_MINUTE', 'STORE_TESTS_PER_MINUTE'];
    expect(Object.keys(environment).toSorted()).toEqual([...COMMON_NAMES, ...own, ...budgets].toSorted());
    expect(readSettings(environment)).toMatchObject(OF_THIS_STACK);
    expect(readSettings(environment).callers).toEqual(CALLERS);
  });

  it('manage-connections has exactly the settings it reads, and knows the roles that assume readers', () => {
    const environment = environmentOf(MANAGE_FUNCTION);
    const own = ['EVENT_BUS', 'FUNCTION_ROLES', 'GATHER_QUEUE_URL', 'REHEARSAL_ROLE_ARN', 'RUNS_PER_MINUTE', 'RUNS_TABLE', 'WATCHES_TABLE'];
    expect(Object.keys(environment).toSorted()).toEqual([...COMMON_NAMES, ...own].toSorted());
    const roles = ['TestConnectionRole', 'VerifyConnectionsRole', 'WatchSecretsRole'].map((id) => text(resolver.resolve({ 'Fn::GetAtt': [id, 'Arn'] })));
    expect(readKeeperSettings(environment)).toMatchObject({ ...OF_THIS_STACK, functionRoles: roles });
    expect(readKeeperSettings(environment).callers).toEqual(CALLERS);
  });

  it('the operator gives IAM roles and retention as parameters', async () => {
    const iamRoles = { 'arn:aws:iam::111122223333:role/deploy/ci': ['demo:editor', '*:viewer'] };
    const { template, remove } = await packageService({ iamRoles: JSON.stringify(iamRoles), historyDays: '30', auditDays: '2555' });
    await remove();
    const given = makeResolver(template, PSEUDO);
    const expected = { callers: { rolesClaim: 'roles', iamRoles }, retention: { historyDays: 30, auditDays: 2555 } };
    expect(readSettings(environmentOf(TEST_FUNCTION, given))).toMatchObject(expected);
    expect(readKeeperSettings(environmentOf(MANAGE_FUNCTION, given))).toMatchObject(expected);
  });

  it('the functions know the tables of this stack, each those that it uses', () => {
    const nameOf = (logicalId: string): Json => resolver.resolve({ Ref: logicalId });
    const named = {
      connections: nameOf('ConnectionsTable'),
      secretUses: nameOf('SecretUsesTable'),
      verifications: nameOf('VerificationsTable'),
      idempotency: nameOf('IdempotencyTable'),
      settings: nameOf('SettingsTable'),
    };
    const common = ['connections', 'secretUses', 'verifications', 'idempotency', 'settings'] as const;
    const kept = { ...named, runs: nameOf('RunsTable'), watches: nameOf('WatchesTable'), budgets: nameOf('BudgetsTable') };
    expect(readTables([...common, 'runs', 'watches', 'budgets'], environmentOf(MANAGE_FUNCTION))).toMatchObject(kept);
    expect(readTables([...common, 'attempts', 'budgets'], environmentOf(TEST_FUNCTION))).toMatchObject({
      ...named,
      attempts: nameOf('AttemptsTable'),
      budgets: nameOf('BudgetsTable'),
    });
    expect(readTables(['hosts'], environmentOf('VerifyDashconnectionsLambdaFunction'))).toMatchObject({ hosts: nameOf('HostsTable') });
    expect(() => readTables(['attempts'], environmentOf(MANAGE_FUNCTION))).toThrow('ATTEMPTS_TABLE');
  });

  it('console has exactly the settings it reads: whom its users sign in at, and as which client', async () => {
    const environment = environmentOf(CONSOLE_FUNCTION);
    const own = ['CONSOLE_CLIENT_ID', 'CONSOLE_SCOPE', 'CONSOLE_TOKEN_ORIGIN', 'OIDC_AUDIENCE', 'OIDC_ISSUER'];
    expect(Object.keys(environment).toSorted()).toEqual([...own, 'LOG_LEVEL', 'ROLES_CLAIM'].toSorted());
    const byDefault = { audience: 'secret-mask-resolver', scope: 'openid', tokenOrigin: '', rolesClaim: 'roles' };
    expect(readConsoleSettings(environment)).toEqual({ ...byDefault, issuer: 'https://issuer.invalid', clientId: '' });
    const issuer = 'https://login.example.com/main';
    const { template, remove } = await packageService({ jwtIssuer: issuer, consoleClientId: '0oa1', consoleTokenOrigin: 'https://token.example.com' });
    await remove();
    const given = readConsoleSettings(environmentOf(CONSOLE_FUNCTION, makeResolver(template, PSEUDO)));
    expect(given).toEqual({ ...byDefault, issuer, clientId: '0oa1', tokenOrigin: 'https://token.example.com' });
  });

  it('list-connectors learns neither the reader role nor the external ID', () => {
    expect(Object.keys(record(record(property(LIST_FUNCTION, 'Environment'))['Variables'])).toSorted()).toEqual(['LOG_LEVEL', 'ROLES_CLAIM']);
  });
});

describe('policies', () => {
  const statements = (): readonly JsonObject[] => {
    const roles = resolver
      .resourcesOf('AWS::IAM::Role')
      .flatMap((id) => [property(id, 'AssumeRolePolicyDocument'), ...list(property(id, 'Policies')).map((policy) => record(policy)['PolicyDocument'])]);
    const managed = resolver.resourcesOf('AWS::IAM::ManagedPolicy').map((id) => property(id, 'PolicyDocument'));
    return [...roles, ...managed].flatMap((document) => list(record(document)['Statement']).map(record));
  };

  it('never allow an action with a wildcard, nor everything but some', () => {
    const allowing = statements().filter(({ Effect }) => Effect === 'Allow');
    expect(allowing.length).toBeGreaterThan(10);
    expect(allowing.flatMap(({ Action }) => list(Action)).filter((action) => text(action).includes('*'))).toEqual([]);
    expect(allowing.filter((statement) => 'NotAction' in statement || 'NotResource' in statement || 'NotPrincipal' in statement)).toEqual([]);
  });

  it('never let in everyone, and never allow on every resource', () => {
    const allowing = statements().filter(({ Effect }) => Effect === 'Allow');
    expect(allowing.filter(({ Principal, Resource }) => JSON.stringify(Principal ?? '').includes('*') || list(Resource).includes('*'))).toEqual([]);
  });

  it('every role has a boundary, and no policy that is not written here', () => {
    const roles = resolver
      .resourcesOf('AWS::IAM::Role')
      .map((id) => [id, resolver.propertiesOf(id)['PermissionsBoundary'], resolver.propertiesOf(id)['ManagedPolicyArns']]);
    expect(roles).toEqual([
      ['TestConnectionRole', { Ref: 'FunctionBoundary' }, undefined],
      ['ManageConnectionsRole', { Ref: 'FunctionBoundary' }, undefined],
      ['VerifyConnectionsRole', { Ref: 'FunctionBoundary' }, undefined],
      ['DispatchVerificationsRole', { Ref: 'FunctionBoundary' }, undefined],
      ['WatchSecretsRole', { Ref: 'FunctionBoundary' }, undefined],
      ['ListConnectorsRole', { Ref: 'FunctionBoundary' }, undefined],
      ['ConsoleRole', { Ref: 'FunctionBoundary' }, undefined],
      ['ReaderRole', { Ref: 'ReaderBoundary' }, undefined],
      ['RehearsalReaderRole', { Ref: 'RehearsalReaderBoundary' }, undefined],
      ['ScheduleRole', { Ref: 'ScheduleBoundary' }, undefined],
    ]);
  });

  it('the reader role stands under its path, and no function role does', () => {
    expect(resolver.propertiesOf('ReaderRole')['Path']).toBe('/secret-mask-resolver/');
    expect(resolver.propertiesOf('ReaderRole')['MaxSessionDuration']).toBe(3600);
    expect([resolver.propertiesOf('TestConnectionRole')['Path'], resolver.propertiesOf('ListConnectorsRole')['Path']]).toEqual([undefined, undefined]);
  });

  it.each(['', 'Denied'])('untaggedSecrets "%s" is refused when packaging', async (untaggedSecrets) => {
    await expect(packageService({ untaggedSecrets })).rejects.toThrow(/ReaderRole/);
  });
});

describe('the tables', () => {
  const TABLES = [
    'AttemptsTable',
    'BudgetsTable',
    'ConnectionsTable',
    'HostsTable',
    'IdempotencyTable',
    'RunsTable',
    'SecretUsesTable',
    'SettingsTable',
    'VerificationsTable',
    'WatchesTable',
  ];
  const KEPT = ['ConnectionsTable', 'SecretUsesTable', 'SettingsTable', 'VerificationsTable'];

  it('are paid by request, and what is kept is recovered, protected and survives the stack', () => {
    expect(resolver.resourcesOf('AWS::DynamoDB::Table').toSorted()).toEqual(TABLES);
    expect(TABLES.map((id) => property(id, 'BillingMode'))).toEqual(TABLES.map(() => 'PAY_PER_REQUEST'));
    for (const id of KEPT) {
      expect([id, property(id, 'DeletionProtectionEnabled'), property(id, 'PointInTimeRecoverySpecification')]).toEqual([
        id,
        true,
        { PointInTimeRecoveryEnabled: true },
      ]);
      expect(record(record(service.template['Resources'])[id])).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    }
  });

  it('let verifications, answers, attempts, budgets, hosts and runs expire', () => {
    const expiring = TABLES.filter((id) => record(property(id, 'TimeToLiveSpecification'))['AttributeName'] === 'expiresAt');
    expect(expiring).toEqual(['AttemptsTable', 'BudgetsTable', 'HostsTable', 'IdempotencyTable', 'RunsTable', 'VerificationsTable']);
  });

  it('have no name of their own, so that two stages never share one', () => {
    expect(TABLES.filter((id) => 'TableName' in resolver.propertiesOf(id))).toEqual([]);
  });

  it("are encrypted with the operator's key, and neither recovered nor protected, where the parameters say so", async () => {
    const tableKeyArn = 'arn:aws:kms:us-east-1:137149879143:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const { template, remove } = await packageService({ tableKey: 'own', tableKeyArn, tableRecovery: 'false', tableDeletionProtection: 'false' });
    await remove();
    const given = makeResolver(template, PSEUDO);
    for (const id of TABLES) expect(given.propertiesOf(id)['SSESpecification']).toEqual({ SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: tableKeyArn });
    for (const id of KEPT) expect(given.propertiesOf(id)['DeletionProtectionEnabled']).toBe('false');
  });
});

it('every log group ends after 30 days', () => {
  const groups = resolver.resourcesOf('AWS::Logs::LogGroup');
  expect(groups.toSorted()).toEqual([
    'ApiAccessLogs',
    'ConsoleLogs',
    'DispatchVerificationsLogs',
    'ListConnectorsLogs',
    'ManageConnectionsLogs',
    'TestConnectionLogs',
    'VerifyConnectionsLogs',
    'WatchSecretsLogs',
  ]);
  expect(new Set(groups.map((id) => property(id, 'RetentionInDays')))).toEqual(new Set([30]));
});

it('the access log is one JSON line of our own words and numbers: no path, query, header, address or claim', () => {
  const { Format } = record(property('HttpApiStage', 'AccessLogSettings'));
  const line = record(JSON.parse(text(Format)));
  const allowed = ['requestTime', 'requestId', 'routeKey', 'status', 'responseLength', 'responseLatency', 'integrationLatency'];
  expect(Object.values(line).map(text).toSorted()).toEqual(allowed.map((name) => `$context.${name}`).toSorted());
});

it('the stack tells the URL, the reader role, its external ID and whom a reader in another account trusts', () => {
  const outputs = record(service.template['Outputs']);
  expect(Object.keys(outputs)).toEqual(expect.arrayContaining(['HttpApiUrl', 'ReaderRoleArn', 'ReaderExternalId', 'FunctionRoleArns']));
  expect(resolver.resolve(record(outputs['ReaderExternalId'])['Value'] ?? null)).toBe(STACK_UUID);
});

it('names no account', () => {
  expect(JSON.stringify(service.template)).not.toMatch(/\b\d{12}\b/);
});

it('the zips are those of the build, although packaged from another folder', async () => {
  const elsewhere = await mkdtemp(join(tmpdir(), 'a-longer-name-of-a-folder-'));
  try {
    await cp(service.directory, elsewhere, { recursive: true, verbatimSymlinks: true });
    await rm(join(elsewhere, '.build'), { recursive: true });
    await promisify(execFile)(process.execPath, ['infra/build.ts'], { cwd: elsewhere });
    const zips = (await readdir(join(elsewhere, '.build/functions'))).filter((name) => name.endsWith('.zip'));
    expect(zips.toSorted()).toEqual(
      [
        'console',
        'dispatch-verifications',
        'list-connectors',
        'manage-connections',
        'send-notices',
        'test-connection',
        'verify-connections',
        'watch-secrets',
      ].map((name) => `${name}.zip`),
    );
    for (const name of zips) {
      const [built, packaged] = await Promise.all([elsewhere, service.directory].map((folder) => readFile(join(folder, '.build/functions', name))));
      expect([name, packaged?.equals(built ?? Buffer.alloc(0))]).toEqual([name, true]);
    }
  } finally {
    await rm(elsewhere, { recursive: true, force: true });
  }
});
