import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readChannels, readKeeperSettings, readLimits, readNoticeSettings, readScope, readSettings, readTables } from '../../shared/config.ts';

const ENVIRONMENT = {
  READER_ROLE_ARN: 'arn:aws:iam::137149879143:role/secret-mask-resolver/reader',
  READER_EXTERNAL_ID: '0f4e2b10-77aa-11ef-9d2f-0e1b2c3d4e5f',
  READER_ACCOUNTS: '137149879143',
  READER_REGIONS: 'us-east-1,eu-central-1',
};

it('settings are typed, with the strict choice where one is left out', () => {
  const settings = readSettings(ENVIRONMENT);
  expect(settings).toMatchObject({
    workspace: 'main',
    scope: { accounts: ['137149879143'], regions: ['us-east-1', 'eu-central-1'] },
    untagged: { mode: 'denied' },
    egress: { privateCidrs: [], furtherPorts: [], localTargets: [] },
    retention: { historyDays: 90, auditDays: 365 },
  });
  expect(settings.callers).toEqual({ rolesClaim: 'roles', iamRoles: {} });
});

it('every wrong setting is named at once, and none is quoted', () => {
  const wrong = { ...ENVIRONMENT, READER_ACCOUNTS: '12-hunter2', UNTAGGED_SECRETS: 'anything', FURTHER_PORTS: '0' };
  expect(() => readSettings(wrong)).toThrow(/READER_ACCOUNTS.*UNTAGGED_SECRETS.*FURTHER_PORTS/);
  expect(() => readSettings(wrong)).not.toThrow(/hunter2/);
});

it('a missing setting stops the start', () => {
  expect(() => readSettings({})).toThrow(/READER_ROLE_ARN.*READER_EXTERNAL_ID.*READER_ACCOUNTS.*READER_REGIONS/);
});

it.each(['LISTED_HOSTS', 'PRIVATE_CIDRS', 'LOCAL_TARGETS', 'ROLES_CLAIM', 'WORKSPACE', 'HISTORY_DAYS', 'AUDIT_DAYS'])(
  'a malformed %s does not fall back',
  (name) => {
    expect(() => readSettings({ ...ENVIRONMENT, [name]: 'NOT;THIS' })).toThrow(name);
  },
);

const CI = 'arn:aws:iam::111122223333:role/deploy/ci';

it('the roles of IAM callers are a map from the ARN of a role', () => {
  const iamRoles = { [CI]: ['demo:editor', '*:viewer'], 'arn:aws-cn:iam::111122223333:role/x': [] };
  const env = { ...ENVIRONMENT, IAM_ROLES: JSON.stringify(iamRoles) };
  expect(readSettings(env).callers).toEqual({ rolesClaim: 'roles', iamRoles });
  expect(readKeeperSettings({ ...env, FUNCTION_ROLES: CI }).callers).toEqual({ rolesClaim: 'roles', iamRoles });
});

it.each([
  ['nothing', ''],
  ['a word', 'hunter2'],
  ['a list', '[]'],
  ['not JSON', '{hunter2'],
  ['a user', '{"arn:aws:iam::111122223333:user/hunter2":["demo:editor"]}'],
  ['a session', '{"arn:aws:sts::111122223333:assumed-role/hunter2/session":["demo:editor"]}'],
  ['an account', '{"arn:aws:iam::111122223333:root":["demo:editor"]}'],
  ['every role', '{"arn:aws:iam::111122223333:role/*":["demo:editor"]}'],
  ['a role and more', `{"${CI} ":["demo:editor"]}`],
  ['a text of roles', `{"${CI}":"demo:editor"}`],
  ['an unknown role', `{"${CI}":["demo:owner"]}`],
  ['a role without a project', `{"${CI}":["editor"]}`],
  ['a project pattern', `{"${CI}":["demo*:editor"]}`],
  ['a number', `{"${CI}":[1]}`],
])('IAM_ROLES with %s stops the start, and is not quoted', (_what, text) => {
  for (const read of [readSettings, readKeeperSettings]) {
    const start = (): unknown => read({ ...ENVIRONMENT, FUNCTION_ROLES: CI, IAM_ROLES: text });
    expect(start).toThrow(/malformed: IAM_ROLES/);
    expect(start).not.toThrow(/hunter2/);
  }
});

it('who keeps settings knows which roles assume readers, one or several, and what else a store rests on', () => {
  expect(readKeeperSettings({ ...ENVIRONMENT, FUNCTION_ROLES: CI })).toMatchObject({
    workspace: 'main',
    reader: { roleArn: ENVIRONMENT.READER_ROLE_ARN, externalId: ENVIRONMENT.READER_EXTERNAL_ID },
    untagged: { mode: 'denied' },
    retention: { historyDays: 90, auditDays: 365 },
    functionRoles: [CI],
  });
  expect(readKeeperSettings({ ...ENVIRONMENT, FUNCTION_ROLES: `${CI} ${CI}-2` }).functionRoles).toEqual([CI, `${CI}-2`]);
});

it.each([undefined, '', '*', 'arn:aws:iam::111122223333:root', `${CI},${CI}`, `${CI} `, `${CI} *`])('FUNCTION_ROLES "%s" stops the start', (text) => {
  expect(() => readKeeperSettings({ ...ENVIRONMENT, FUNCTION_ROLES: text })).toThrow(/FUNCTION_ROLES/);
});

it('only who keeps settings needs FUNCTION_ROLES, and only who sends tests reads where they may go', () => {
  expect(() => readSettings({ ...ENVIRONMENT, FUNCTION_ROLES: '*' })).not.toThrow();
  expect(() => readKeeperSettings({ ...ENVIRONMENT, FUNCTION_ROLES: CI, LOCAL_TARGETS: 'any', PRIVATE_CIDRS: 'any' })).not.toThrow();
});

it.each(['0', '-1', '1.5', '10000', '1e3', ' 90'])('"%s" is no number of days', (days) => {
  expect(() => readSettings({ ...ENVIRONMENT, HISTORY_DAYS: days, AUDIT_DAYS: days })).toThrow(/HISTORY_DAYS.*AUDIT_DAYS/);
});

it('history and audit are kept for as long as each is set to', () => {
  expect(readSettings({ ...ENVIRONMENT, HISTORY_DAYS: '400', AUDIT_DAYS: '7' }).retention).toEqual({ historyDays: 400, auditDays: 7 });
});

it('local targets never reach Lambda', () => {
  const onLambda = { ...ENVIRONMENT, AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9001', LOCAL_TARGETS: '127.0.0.1:3002' };
  expect(() => readSettings(onLambda)).toThrow(/LOCAL_TARGETS/);
  expect(readSettings({ ...ENVIRONMENT, LOCAL_TARGETS: '127.0.0.1:3002,[::1]:3003' }).egress.localTargets).toEqual(['127.0.0.1:3002', '[::1]:3003']);
});

it('listed hosts are read only where untagged secrets are set to listed', () => {
  expect(readSettings({ ...ENVIRONMENT, UNTAGGED_SECRETS: 'listed', LISTED_HOSTS: 'api.example.com jira.example.com:8443' }).untagged).toEqual({
    mode: 'listed',
    hosts: ['api.example.com', 'jira.example.com:8443'],
  });
  const LISTED_HOSTS = 'api.example.com';
  expect(readSettings({ ...ENVIRONMENT, LISTED_HOSTS }).untagged).toEqual({ mode: 'denied' });
  for (const mode of ['denied', 'vendor']) expect(readSettings({ ...ENVIRONMENT, UNTAGGED_SECRETS: mode, LISTED_HOSTS }).untagged).toEqual({ mode });
});

it('how much callers may ask for is what is set, and by default what docs/operate.md says', () => {
  const page = readFileSync(new URL('../../docs/operate.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `(\w+)PerMinute` \| (\d+) \|/gm)].map(([, name = '', most]) => [name, Number(most)]);
  expect(readLimits({})).toEqual(Object.fromEntries(rows));
  expect(rows).toHaveLength(5);
  const given = { TESTS_PER_MINUTE: '1', HOST_TESTS_PER_MINUTE: '2', KEY_READS_PER_MINUTE: '3', STORE_TESTS_PER_MINUTE: '4', RUNS_PER_MINUTE: '9999999' };
  expect(readLimits(given)).toEqual({ tests: 1, hostTests: 2, keyReads: 3, storeTests: 4, runs: 9_999_999 });
});

it.each(['0', '-1', '1.5', '1e3', '10000000', 'many', ' 60'])('"%s" is no budget: it stops the start, and takes no limit away', (text) => {
  expect(() => readLimits({ TESTS_PER_MINUTE: text, HOST_TESTS_PER_MINUTE: text })).toThrow(/TESTS_PER_MINUTE.*HOST_TESTS_PER_MINUTE/);
});

const TABLES = {
  CONNECTIONS_TABLE: 'stack-Connections-1',
  SECRET_USES_TABLE: 'uses',
  ATTEMPTS_TABLE: 'attempts',
};

it('the tables are those of the stack, and a function needs those that it names', () => {
  expect(readTables(['connections', 'attempts'], TABLES)).toMatchObject({ connections: 'stack-Connections-1', attempts: 'attempts' });
  expect(readTables(['attempts'], TABLES)).toMatchObject({ connections: '', attempts: 'attempts' });
  for (const name of Object.keys(TABLES)) expect(() => readTables(['connections', 'secretUses', 'attempts'], { ...TABLES, [name]: undefined })).toThrow(name);
  const wrong = { ...TABLES, SECRET_USES_TABLE: 'arn:hunter2', ATTEMPTS_TABLE: '' };
  expect(() => readTables(['secretUses', 'attempts'], wrong)).toThrow(/SECRET_USES_TABLE.*ATTEMPTS_TABLE/);
  expect(() => readTables(['secretUses', 'attempts'], wrong)).not.toThrow(/hunter2/);
  expect(() => readTables(['connections'], wrong)).not.toThrow();
});

it('queues are URLs, and the event bus is the default one unless another is named', () => {
  const given = {
    GATHER_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/137149879143/pages',
    VERIFICATION_QUEUE_URL: 'verifications',
    SLOW_QUEUE_URL: 'http://127.0.0.1:3001/137149879143/slow',
  };
  expect(readChannels(['gatherQueue', 'eventBus'], given)).toMatchObject({ gatherQueue: given.GATHER_QUEUE_URL, eventBus: 'default' });
  expect(readChannels(['slowQueue'], given)).toMatchObject({ slowQueue: given.SLOW_QUEUE_URL, gatherQueue: '' });
  expect(() => readChannels(['verificationQueue'], given)).toThrow(/VERIFICATION_QUEUE_URL/);
});

it('the accounts and regions alone are read by whoever reads no secret', () => {
  expect(readScope(ENVIRONMENT)).toEqual(readSettings(ENVIRONMENT).scope);
  expect(() => readScope({ ...ENVIRONMENT, READER_ACCOUNTS: 'all' })).toThrow(/READER_ACCOUNTS/);
});

const { READER_ACCOUNTS: _, READER_REGIONS: __, ...READER } = ENVIRONMENT;
const NOTICES = {
  ...READER,
  NOTICE_WEBHOOK_URL: 'https://hooks.example.com/in',
  NOTICE_WEBHOOK_KEY: '{{workato:sm:key:arn:aws:secretsmanager:us-east-1:137149879143:secret:notices-Ab12Cd}}',
};

it('who is told by webhook is a URL and a mask, beside a reader and a way out', () => {
  expect(readNoticeSettings(NOTICES)).toEqual({
    workspace: 'main',
    reader: { roleArn: ENVIRONMENT.READER_ROLE_ARN, externalId: ENVIRONMENT.READER_EXTERNAL_ID },
    egress: { privateCidrs: [], furtherPorts: [], localTargets: [] },
    webhookUrl: NOTICES.NOTICE_WEBHOOK_URL,
    webhookKey: NOTICES.NOTICE_WEBHOOK_KEY,
  });
});

it.each([
  ['NOTICE_WEBHOOK_URL', ''],
  ['NOTICE_WEBHOOK_URL', 'https://hooks.example.com/in?sig=hunter2'],
  ['NOTICE_WEBHOOK_URL', 'https://hunter2@hooks.example.com/in'],
  ['NOTICE_WEBHOOK_KEY', ''],
  ['NOTICE_WEBHOOK_KEY', 'whsec_hunter2'],
  ['READER_ROLE_ARN', ''],
  ['LOCAL_TARGETS', 'hunter2'],
])('without a well-formed %s nobody is told: %j', (name, value) => {
  const start = (): unknown => readNoticeSettings({ ...NOTICES, [name]: value });
  expect(start).toThrow(name);
  expect(start).not.toThrow(/hunter2/);
});

it('the function of the webhook does not start on Lambda with targets of a laptop', () => {
  expect(() => readNoticeSettings({ ...NOTICES, LOCAL_TARGETS: '127.0.0.1:8080', AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9001' })).toThrow('LOCAL_TARGETS');
});
