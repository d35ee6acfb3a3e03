import { DescribeSecretCommand, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openApiDocument } from '../../../shared/http/openapi.ts';
import { leaksIn } from '../../helpers/canary.ts';
import type { Loose } from '../../helpers/product.ts';
import { startTriedStores, storeOf, type Told, type TriedStores } from '../../helpers/tried-stores.ts';
import { arnOf, awsError, JIRA } from '../secrets/pretend-aws.ts';

let world: TriedStores;
beforeEach(() => {
  world = startTriedStores();
});
afterEach(() => {
  world.aws.restore();
  vi.restoreAllMocks();
});

const keys = (body: unknown = { arn: JIRA }, roles = ['demo:editor']): Promise<Told> => world.call('POST /v1/secrets/keys', { body, roles });
const calls = (): readonly number[] => [world.aws.describes(), world.aws.gets()];
const issuesOf = ({ status, body }: Told): unknown => [
  status,
  ...body['errors'].map(({ code, pointer }: { code: string; pointer?: string }) => `${code} ${pointer ?? ''}`),
];
async function leaks(told: Told): Promise<unknown> {
  const entries = JSON.stringify([await world.audit('demo'), await world.audit('*')]);
  return leaksIn(
    new Map([
      ['answer', told.text],
      ['log', world.printed()],
      ['audit', entries],
    ]),
    [world.canary],
  );
}

describe('the keys of a secret', () => {
  it('are its names, in its order, and no value is in answer, log or audit', async () => {
    const told = await keys();
    expect([told.status, told.body]).toEqual([200, { arn: JIRA, keys: ['prod.jira.secret.key', 'user', 'nested'] }]);
    expect(await leaks(told)).toEqual([]);
    expect(world.printed()).toContain('"req-1"');
    const { validate } = schemaOf('SecretKeys');
    expect(validate(told.body)).toBe(true);
  });

  it('are those of now: one that was just added is there', async () => {
    await keys();
    world.value = JSON.stringify({ fresh: world.canary });
    expect((await keys()).body['keys']).toEqual(['fresh']);
    expect(world.aws.gets()).toBe(2);
  });

  it('are own keys alone, the names of prototypes only where they are really there', async () => {
    world.value = `{"__proto__":"${world.canary}","constructor":"x"}`;
    expect((await keys()).body['keys']).toEqual(['__proto__', 'constructor']);
    world.value = '{}';
    expect((await keys()).body['keys']).toEqual([]);
  });

  it('go into the audit with who asked, before the value is read', async () => {
    const order: string[] = [];
    const wrapped = { ...world.stores.verifications };
    world.stores.verifications.begin = async (intent) => {
      order.push(`begin after ${world.aws.gets()} reads`);
      expect(intent.secrets).toEqual([{ arn: JIRA, key: null, field: null }]);
      await wrapped.begin(intent);
    };
    await keys();
    expect(order).toEqual(['begin after 0 reads']);
    expect(await world.audit('demo')).toMatchObject([
      { action: 'list_keys', caller: 'ada', project: 'demo', connectionId: null, result: { status: 'authorized', code: 'ok', versionIds: ['v7'] } },
    ]);
  });

  it('are not read where that cannot be written down', async () => {
    world.stores.verifications.begin = () => Promise.reject(new Error(`table says ${world.canary}`));
    const told = await keys();
    expect([told.status, told.body['code'], world.aws.gets()]).toEqual([500, 'internal_error', 0]);
    expect(await leaks(told)).toEqual([]);
  });

  it('are answered though the end of it cannot be written down', async () => {
    world.stores.verifications.end = () => Promise.reject(new Error(`table says ${world.canary}`));
    const told = await keys();
    expect([told.status, told.body['keys'].length, world.printed().includes('failure')]).toEqual([200, 3, true]);
    expect(leaksIn(new Map([['log', world.printed()]]), [world.canary])).toEqual([]);
    expect(await world.audit('demo')).toMatchObject([{ result: null }]);
  });

  it('are listed thirty times a minute for one caller, and no more is read of AWS then', async () => {
    for (let nth = 0; nth < 30; nth += 1) expect((await keys()).status).toBe(200);
    const before = calls();
    const told = await keys();
    expect(calls()).toEqual(before);
    expect([told.status, told.body['code'], told.body['title']]).toEqual([
      429,
      'rate_limited_caller',
      'You have sent too many requests: there may be 30 lists of key names a minute.',
    ]);
  });

  it.each([['demo:viewer'], ['demo:tester']])('are not for a %s', async (role) => {
    expect([(await keys(undefined, [role])).status, calls()]).toEqual([403, [0, 0]]);
  });

  it('are not for an editor of another project', async () => {
    expect([(await keys({ arn: JIRA, project: 'demo' }, ['other:editor'])).status, calls()]).toEqual([403, [0, 0]]);
    expect(issuesOf(await keys({ arn: JIRA }, ['demo:editor', 'other:editor']))).toEqual([400, 'schema_invalid /project']);
  });
});

describe('a secret whose tags do not let it be read', () => {
  const REFUSED: readonly (readonly [string, Readonly<Record<string, string>>, string, string | null])[] = [
    [
      'lists other projects',
      { 'connection-hosts': 'a.example', 'connection-projects': 'crm' },
      `Secret ${JIRA} may not be read for this. Its tag "connection-projects" does not list the project "demo".`,
      `aws secretsmanager tag-resource --region us-east-1 --secret-id '${JIRA}' --tags 'Key=connection-projects,Value=crm demo'`,
    ],
    [
      'has a list of projects that does not read',
      { 'connection-hosts': 'a.example', 'connection-projects': 'demo, crm' },
      `Secret ${JIRA} may not be read for this. Its tag "connection-projects" does not read as a list of the form we know, so no project may use it.`,
      `aws secretsmanager tag-resource --region us-east-1 --secret-id '${JIRA}' --tags 'Key=connection-projects,Value=crm demo'`,
    ],
    ['has no connection-hosts', {}, `Secret ${JIRA} may not be read for this. It has no tag "connection-hosts".`, null],
    [
      'has hosts that do not read',
      { 'connection-hosts': '*.example' },
      `Secret ${JIRA} may not be read for this. Its tag "connection-hosts" does not read as a list of the form we know, so it may go nowhere.`,
      null,
    ],
    [
      'misspells its tag',
      { 'Connection-Projects': 'demo', 'connection-hosts': 'a.example' },
      `Secret ${JIRA} may not be read for this. Its tag "Connection-Projects" does not read as a list of the form we know, so no project may use it.`,
      `aws secretsmanager tag-resource --region us-east-1 --secret-id '${JIRA}' --tags 'Key=connection-projects,Value=demo'`,
    ],
  ];

  it.each(REFUSED)('because it %s is refused with the tag to set, is not read, and the refusal is in the audit', async (_what, tags, message, command) => {
    world.tags = tags;
    const told = await keys();
    expect([told.status, told.type, world.aws.gets()]).toEqual([424, 'application/problem+json', 0]);
    expect(told.body).toEqual({
      type: 'urn:secret-mask-resolver:problem:destination_denied',
      title: message,
      status: 424,
      code: 'destination_denied',
      requestId: 'req-1',
      errors: [
        {
          pointer: '/arn',
          code: 'destination_denied',
          message,
          fix: { text: expect.stringMatching(/^[A-Z].*\.$/), commands: command === null ? [] : [command] },
        },
      ],
    });
    expect(await world.audit('demo')).toMatchObject([{ action: 'list_keys', result: { status: 'not_attempted', code: 'destination_denied', versionIds: [] } }]);
    const { validate } = schemaOf('Problem');
    expect(validate(told.body)).toBe(true);
  });

  it('is judged by its tags of now, not by those of a moment ago', async () => {
    await keys();
    world.tags = { 'connection-hosts': 'a.example', 'connection-projects': 'crm' };
    expect([(await keys()).status, world.aws.gets()]).toEqual([424, 1]);
  });

  it.each(['listed', 'vendor'] as const)('is read without connection-hosts where its store has a rule for such secrets: %s', async (untaggedSecrets) => {
    await world.stores.settings.putStore(storeOf('demo', { untaggedSecrets }), 0);
    world.tags = {};
    expect((await keys()).status).toBe(200);
    world.tags = { 'connection-projects': 'crm' };
    expect([(await keys()).status, world.aws.gets()]).toEqual([424, 1]);
  });
});

describe('an ARN that is not one to read', () => {
  it.each([
    ['text', 'arn_invalid'],
    ['', 'arn_invalid'],
    [`${JIRA}\n`, 'arn_invalid'],
    [JIRA.replace('-FsmeTs', ''), 'arn_incomplete'],
    [JIRA.replace('-FsmeTs', '-*'), 'arn_invalid'],
    [`${JIRA}:key::`, 'arn_invalid'],
    [`${JIRA}?path=/a`, 'arn_invalid'],
    [JIRA.replace('secretsmanager', 'ssm'), 'arn_wrong_service'],
    [JIRA.replace('137149879143', '1371'), 'arn_invalid'],
  ])('%j is %s, and AWS is asked nothing', async (arn, code) => {
    expect([issuesOf(await keys({ arn })), calls()]).toEqual([
      [422, `${code} /arn`],
      [0, 0],
    ]);
  });

  it.each([arnOf('prod-jira', 'eu-west-9'), JIRA.replace('137149879143', '999999999999')])(
    '%s is outside the scope of the store, and AWS is asked nothing',
    async (arn) => {
      expect([issuesOf(await keys({ arn })), calls(), world.aws.sessions()]).toEqual([[422, 'arn_out_of_scope /arn'], [0, 0], 0]);
    },
  );

  it("a project's own store is the only one that counts for it", async () => {
    await world.stores.settings.putStore(storeOf('demo', { accounts: ['222222222222'] }), 0);
    expect([issuesOf(await keys()), world.aws.gets()]).toEqual([[422, 'arn_out_of_scope /arn'], 0]);
    expect((await keys(undefined, ['other:editor'])).status).toBe(200);
  });

  it.each([[{}], [{ arn: 1 }], [{ arn: JIRA, key: 'x' }], [{ arn: JIRA, project: 'Demo' }], ['[]'], ['x']])('%j is not a request', async (body) => {
    expect([(await keys(body)).status, calls()]).toEqual([400, [0, 0]]);
  });
});

describe('what AWS keeps from us', () => {
  it.each([
    ['AccessDeniedException', 'secret_access_denied'],
    ['ResourceNotFoundException', 'secret_not_found'],
    ['DecryptionFailure', 'secret_decryption_failed'],
    ['ThrottlingException', 'vault_throttled'],
  ])('%s is 424 %s, in our words, and in the audit', async (name, code) => {
    world.aws.secretsManager.on(GetSecretValueCommand).rejects(awsError(name, `AWS says ${world.canary}`));
    const told = await keys();
    expect([issuesOf(told), told.body['code']]).toEqual([[424, `${code} /arn`], code]);
    expect(await leaks(told)).toEqual([]);
    expect(await world.audit('demo')).toMatchObject([{ result: { status: 'not_attempted', code } }]);
  });

  it('tags that cannot be read keep the value from being read', async () => {
    world.aws.secretsManager.on(DescribeSecretCommand).rejects(awsError('AccessDeniedException'));
    expect([issuesOf(await keys()), world.aws.gets()]).toEqual([[424, 'secret_access_denied /arn'], 0]);
  });

  it('a role that cannot be assumed is role_unavailable, never 401 or 403 of the caller', async () => {
    world.trusts = () => false;
    expect([issuesOf(await keys()), calls()]).toEqual([
      [424, 'role_unavailable /arn'],
      [0, 0],
    ]);
  });

  it.each(['plain-canary', '["canary"]', '"canary"', '{"a":"canary","a":"canary"}', '{"a":canary}'])(
    'a secret that is not key/value is named, never shown: %s',
    async (text) => {
      world.value = text.replaceAll('canary', world.canary);
      const told = await keys();
      expect(issuesOf(told)).toEqual([424, 'secret_not_key_value /arn']);
      expect(await leaks(told)).toEqual([]);
    },
  );
});

describe('the test of a store, over HTTP', () => {
  it('is made ten times a minute for one caller, for all stores together; then no role is even tried', async () => {
    for (let nth = 0; nth < 9; nth += 1) expect((await world.call('POST /v1/stores/projects/{id}/test', { id: 'demo' })).status).toBe(200);
    expect((await world.call('POST /v1/stores/workspace/test', { roles: ['*:admin'] })).status).toBe(200);
    const before = [...calls(), world.aws.sts.calls().length];
    const told = await world.call('POST /v1/stores/projects/{id}/test', { id: 'demo' });
    expect([told.status, told.body['code'], ...calls(), world.aws.sts.calls().length]).toEqual([429, 'rate_limited_caller', ...before]);
    expect(await world.audit('demo')).toHaveLength(9);
  });

  const WORKSPACE = 'POST /v1/stores/workspace/test';
  const PROJECT = 'POST /v1/stores/projects/{id}/test';

  it('answers what the schema says, and no value', async () => {
    const told = await world.call(PROJECT, { id: 'demo', body: { secretArns: [JIRA] } });
    expect([told.status, told.body['status'], told.body['scope'], told.body['project']]).toEqual([200, 'ok', 'project', 'demo']);
    const { validate } = schemaOf('StoreTest');
    expect(validate(told.body)).toBe(true);
    expect(await leaks(told)).toEqual([]);
  });

  it.each([
    [WORKSPACE, ['demo:admin'], 403],
    [WORKSPACE, ['*:editor'], 403],
    [WORKSPACE, ['*:admin'], 200],
    [PROJECT, ['demo:editor'], 403],
    [PROJECT, ['other:admin'], 404],
    [PROJECT, [], 404],
    [PROJECT, ['demo:admin'], 200],
    [PROJECT, ['*:admin'], 200],
  ])('%s by %j is answered with %i', async (route, roles, status) => {
    const told = await world.call(route, { roles, id: 'demo', body: { secretArns: [JIRA] } });
    expect([told.status, world.aws.sessions() > 0]).toEqual([status, status === 200]);
  });

  it.each([undefined, '', ' ', '{}'])('%j is a body that names no secret', async (body) => {
    expect((await world.call(WORKSPACE, { roles: ['*:admin'], body })).status).toBe(200);
  });

  it.each([
    [{ secretArns: ['x', JIRA, `${JIRA}x`] }, [422, 'arn_invalid /secretArns/0', 'arn_incomplete /secretArns/2']],
    [{ secretArns: Array.from({ length: 11 }, () => JIRA) }, [400, 'schema_invalid /secretArns']],
    [{ secretArns: JIRA }, [400, 'schema_invalid /secretArns']],
    [{ roleArn: 'x' }, [400, 'schema_invalid /roleArn']],
  ])('%j is refused, and AWS is asked nothing', async (body, issues) => {
    expect([issuesOf(await world.call(WORKSPACE, { roles: ['*:admin'], body })), world.aws.sessions()]).toEqual([issues, 0]);
  });

  it('is not made where it cannot be written down', async () => {
    world.stores.verifications.begin = () => Promise.reject(new Error('table is gone'));
    const told = await world.call(PROJECT, { id: 'demo', body: { secretArns: [JIRA] } });
    expect([told.status, world.aws.sessions(), calls()]).toEqual([500, 0, [0, 0]]);
  });
});

function schemaOf(name: string) {
  const document: Loose = openApiDocument();
  const ajv = new Ajv2020({ strict: false });
  return { validate: ajv.compile({ ...document['components'].schemas[name] }) };
}
