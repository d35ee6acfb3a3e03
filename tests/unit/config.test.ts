import { expect, it } from 'vitest';
import { readSettings, readTables } from '../../shared/config.ts';

const ENVIRONMENT = {
  READER_ROLE_ARN: 'arn:aws:iam::137149879143:role/secret-mask-resolver/reader',
  READER_EXTERNAL_ID: '0f4e2b10-77aa-11ef-9d2f-0e1b2c3d4e5f',
  READER_ACCOUNTS: '137149879143',
  READER_REGIONS: 'us-east-1,eu-central-1',
};

it('settings are typed, with the strict choice where one is left out', () => {
  expect(readSettings(ENVIRONMENT)).toMatchObject({
    workspace: 'main',
    scope: { accounts: ['137149879143'], regions: ['us-east-1', 'eu-central-1'] },
    untagged: { mode: 'denied' },
    egress: { privateCidrs: [], furtherPorts: [], localTargets: [] },
    rolesClaim: 'roles',
    historyDays: 90,
  });
});

it('every wrong setting is named at once, and none is quoted', () => {
  const wrong = { ...ENVIRONMENT, READER_ACCOUNTS: '12-hunter2', UNTAGGED_SECRETS: 'anything', FURTHER_PORTS: '0' };
  expect(() => readSettings(wrong)).toThrow(/READER_ACCOUNTS.*UNTAGGED_SECRETS.*FURTHER_PORTS/);
  expect(() => readSettings(wrong)).not.toThrow(/hunter2/);
});

it('a missing setting stops the start', () => {
  expect(() => readSettings({})).toThrow(/READER_ROLE_ARN.*READER_EXTERNAL_ID.*READER_ACCOUNTS.*READER_REGIONS/);
});

it.each(['LISTED_HOSTS', 'PRIVATE_CIDRS', 'LOCAL_TARGETS', 'ROLES_CLAIM', 'WORKSPACE'])('a malformed %s does not fall back', (name) => {
  expect(() => readSettings({ ...ENVIRONMENT, [name]: 'NOT;THIS' })).toThrow(name);
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
});

const TABLES = { CONNECTIONS_TABLE: 'stack-Connections-1', SECRET_USES_TABLE: 'uses', VERIFICATIONS_TABLE: 'verifications', IDEMPOTENCY_TABLE: 'answers' };

it('the tables are those of the stack, and each of them is needed', () => {
  expect(readTables(TABLES)).toEqual({ connections: 'stack-Connections-1', secretUses: 'uses', verifications: 'verifications', idempotency: 'answers' });
  expect(() => readTables({ ...TABLES, SECRET_USES_TABLE: 'arn:hunter2', IDEMPOTENCY_TABLE: '' })).toThrow(/SECRET_USES_TABLE.*IDEMPOTENCY_TABLE/);
  expect(() => readTables({ ...TABLES, SECRET_USES_TABLE: 'arn:hunter2' })).not.toThrow(/hunter2/);
});
