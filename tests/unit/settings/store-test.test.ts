import { AssumeRoleCommand, type AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import { DescribeSecretCommand, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { externalIdOf } from '../../../shared/settings/external-id.ts';
import type { StoreCheck } from '../../../shared/settings/store-check.ts';
import type { StoreTest } from '../../../shared/settings/store-test.ts';
import { leaksIn } from '../../helpers/canary.ts';
import { arnOf as arnInUse, storedConnection } from '../../helpers/stores/stored-connections.ts';
import { ACCOUNT, DEPLOYMENT, startTriedStores, storeOf, type TriedStores } from '../../helpers/tried-stores.ts';
import { arnOf, awsError, CRM, JIRA, maskOf, SLACK } from '../secrets/pretend-aws.ts';

let world: TriedStores;
beforeEach(() => {
  world = startTriedStores();
});
afterEach(() => {
  world.aws.restore();
  vi.restoreAllMocks();
});

/** Over HTTP, as everybody comes; what is answered must not hold a value. */
async function tested(project: string | null, secretArns?: readonly string[]): Promise<StoreTest> {
  const route = project === null ? 'POST /v1/stores/workspace/test' : 'POST /v1/stores/projects/{id}/test';
  const told = await world.call(route, { roles: ['*:admin'], body: { ...(secretArns && { secretArns }) }, ...(project !== null && { id: project }) });
  if (told.status !== 200) throw new Error(told.text);
  const sinks = new Map([
    ['answer', told.text],
    ['log', world.printed()],
    ['audit', JSON.stringify([await world.audit('demo'), await world.audit('*')])],
  ]);
  expect(leaksIn(sinks, [world.canary])).toEqual([]);
  return JSON.parse(told.text);
}

/** "read failed secret_access_denied" */
function lines({ checks }: StoreTest, secretArn: string | null): readonly string[] {
  return checks.filter((check) => check.secretArn === secretArn).map(({ name, status, code }) => [name, status, code ?? ''].join(' ').trimEnd());
}
function checkIn({ checks }: StoreTest, name: string, secretArn: string | null = null): StoreCheck {
  const found = checks.find((check) => check.name === name && check.secretArn === secretArn);
  if (!found) throw new Error(`there is no check ${name}`);
  return found;
}
const roleRequests = (): readonly AssumeRoleCommandInput[] => world.aws.sts.commandCalls(AssumeRoleCommand).map((call) => call.args[0].input);
const probes = (): readonly AssumeRoleCommandInput[] => roleRequests().filter(({ Policy }) => Policy !== undefined);
const ALL_OK = ['scope ok', 'tags ok', 'read ok', 'decrypt ok'];

describe('a store that is as it should be', () => {
  it('passes every check: role, external ID, scope, and of each secret tags, read and decrypt', async () => {
    const test = await tested('demo', [JIRA, SLACK]);
    expect([test.status, test.scope, test.project, test.testedAt]).toEqual(['ok', 'project', 'demo', expect.stringMatching(/^\d{4}-.*Z$/)]);
    expect([lines(test, null), lines(test, JIRA), lines(test, SLACK)]).toEqual([
      ['role ok', 'external_id ok', 'rehearsal_role skipped', 'scope ok'],
      ALL_OK,
      ALL_OK,
    ]);
    expect(test.checks.every(({ fix, possibleCauses }) => fix === null && possibleCauses.length === 0)).toBe(true);
    expect([world.aws.describes(), world.aws.gets()]).toEqual([2, 2]);
  });

  it('is asked for its role as the project asks, and without the external ID, with another, and without tags too', async () => {
    await world.stores.settings.putStore(storeOf('demo'), 0);
    await tested('demo', []);
    const tags = [
      { Key: 'workspace', Value: 'main' },
      { Key: 'project', Value: 'demo' },
    ];
    expect(probes().map(({ ExternalId, Tags }) => [ExternalId, Tags])).toEqual([
      [externalIdOf('demo', DEPLOYMENT), tags],
      [undefined, tags],
      [undefined, undefined],
      [expect.stringMatching(/^[0-9a-f-]{36}$/), tags],
    ]);
    expect(probes()[3]?.ExternalId).not.toBe(probes()[0]?.ExternalId);
  });

  it('is asked for sessions that may do nothing, and none of them is used', async () => {
    world.trusts = () => true;
    await tested('demo', [JIRA]);
    const nothing = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] };
    expect(probes().map(({ Policy }) => JSON.parse(Policy ?? ''))).toEqual([nothing, nothing, nothing, nothing]);
    const [own, ...others] = roleRequests().filter(({ Policy }) => Policy === undefined);
    expect([own?.ExternalId, others]).toEqual([DEPLOYMENT.reader.externalId, []]);
    expect(await world.signers()).toEqual([own, own]); // of the tags and of the value
  });

  it('is asked anew each time: what STS said before proves nothing now', async () => {
    await tested('demo', [JIRA]);
    world.trusts = () => false;
    expect(lines(await tested('demo', [JIRA]), null).slice(0, 1)).toEqual(['role failed role_unavailable']);
  });

  it('keeps nothing of what it read', async () => {
    await tested('demo', [JIRA]);
    const vault = world.vaults.vaultFor({ ...DEPLOYMENT.reader, workspace: 'main', project: 'demo' });
    await vault.tagsOf(JIRA);
    await vault.fetchSecrets([maskOf(JIRA, 'user')]);
    expect([world.aws.describes(), world.aws.gets()]).toEqual([2, 2]);
    await vault.fetchSecrets([maskOf(JIRA, 'user')]);
    expect(world.aws.gets()).toBe(2);
  });

  it('says whose store it is that the project uses, whether it can be used or not', async () => {
    const shared = "The role is that of the workspace's store, which project demo uses.";
    const role = async (): Promise<string> => checkIn(await tested('demo', []), 'role').message;
    expect(await role()).toBe(`The reader role can be assumed with the external ID and the session tags. ${shared}`);
    world.trusts = () => false;
    expect(await role()).toBe(`The reader role cannot be assumed. ${shared}`);
    await world.stores.settings.putStore(storeOf('demo'), 0);
    expect(await role()).toBe('The reader role cannot be assumed.');
  });
});

describe('the external ID', () => {
  it.each<[string, (input: AssumeRoleCommandInput) => boolean]>([
    ['is not asked for', () => true],
    ['is not asked for where no tag is sent', ({ ExternalId, Tags }) => ExternalId === DEPLOYMENT.reader.externalId || Tags === undefined],
  ])('that %s fails the check, which says what to add to the trust policy', async (_what, trusts) => {
    world.trusts = trusts;
    const test = await tested(null, [JIRA]);
    const check = checkIn(test, 'external_id');
    expect([test.status, check.status, check.message]).toEqual(['failed', 'failed', 'The reader role can be assumed without any external ID.']);
    expect(check.fix?.text).toContain('"Condition":{"StringEquals":{"sts:ExternalId":"id-of-the-stack"}}');
    expect(lines(test, JIRA)).toEqual(ALL_OK);
  });

  it('of which any will do fails the check', async () => {
    world.trusts = ({ ExternalId }) => ExternalId !== undefined;
    const test = await tested(null, []);
    expect([test.status, checkIn(test, 'external_id').message]).toEqual(['failed', 'The reader role can be assumed with any external ID.']);
  });

  it("of the workspace's store is none of the business of a project that uses it", async () => {
    world.trusts = () => true;
    const shared = await tested('demo', []);
    expect(checkIn(shared, 'external_id').fix?.text).toContain("<external ID of the workspace's store>");
    expect(JSON.stringify(shared)).not.toContain('id-of-the-stack');
    await world.stores.settings.putStore(storeOf('demo'), 0);
    expect(checkIn(await tested('demo', []), 'external_id').fix?.text).toContain(externalIdOf('demo', DEPLOYMENT));
  });

  it.each(['Throttling', 'InternalFailure', 'ExpiredTokenException', 'ValidationError', 'RegionDisabledException'])(
    'is not proven by STS answering %s, and what is not proven is not ok',
    async (name) => {
      world.aws.sts.on(AssumeRoleCommand).callsFake(async ({ ExternalId }: AssumeRoleCommandInput) => {
        if (ExternalId !== DEPLOYMENT.reader.externalId) throw awsError(name);
        return { Credentials: { AccessKeyId: 'ASIA1', SecretAccessKey: 'k', SessionToken: 't', Expiration: new Date() } };
      });
      const test = await tested(null, []);
      expect([test.status, checkIn(test, 'role').status, checkIn(test, 'external_id').status]).toEqual(['failed', 'ok', 'skipped']);
      expect(checkIn(test, 'external_id').message).toMatch(/^Not proven, because STS gave no clear answer\. .*\.$/);
    },
  );

  it('is not proven by one refusal of three', async () => {
    world.aws.sts.on(AssumeRoleCommand).callsFake(async ({ ExternalId, Tags }: AssumeRoleCommandInput) => {
      if (ExternalId === undefined) throw awsError(Tags === undefined ? 'Throttling' : 'AccessDenied');
      if (ExternalId !== DEPLOYMENT.reader.externalId) throw awsError('AccessDenied');
      return { Credentials: { AccessKeyId: 'ASIA1', SecretAccessKey: 'k', SessionToken: 't', Expiration: new Date() } };
    });
    expect(lines(await tested(null, []), null)).toContain('external_id skipped vault_throttled');
  });
});

describe('the rehearsal role', () => {
  const REHEARSER = `arn:aws:iam::${ACCOUNT}:role/secret-mask-resolver/rehearser`;
  const ROLES = ['role', 'external_id', 'rehearsal_role', 'rehearsal_external_id'];
  const rolesOf = (test: StoreTest): readonly string[] => lines(test, null).filter((line) => ROLES.includes(line.split(' ')[0] ?? ''));
  beforeEach(async () => {
    await world.stores.settings.putStore(storeOf('demo', { rehearsalRoleArn: REHEARSER }), 0);
  });

  it('of a store that has none is not set up, and that is no failure', async () => {
    const test = await tested(null, [JIRA]);
    expect([test.status, checkIn(test, 'rehearsal_role')]).toMatchObject([
      'ok',
      { status: 'skipped', code: null, message: 'Not set up. The store has no rehearsal role, so no version labelled AWSPENDING can be tried.', fix: null },
    ]);
    expect(test.checks.some(({ name }) => name === 'rehearsal_external_id')).toBe(false);
  });

  it('is asked for as the reader role is, and nothing is read with it', async () => {
    const test = await tested('demo', [JIRA]);
    expect([test.status, rolesOf(test)]).toEqual(['ok', ROLES.map((name) => `${name} ok`)]);
    expect(checkIn(test, 'rehearsal_role').message).toBe('The rehearsal role can be assumed with the external ID and the session tags.');
    expect(checkIn(test, 'rehearsal_external_id').message).toBe('The rehearsal role cannot be assumed without the external ID, nor with another.');
    const asked = roleRequests().filter(({ RoleArn }) => RoleArn === REHEARSER);
    expect(asked.map(({ ExternalId, Tags, Policy }) => [ExternalId === externalIdOf('demo', DEPLOYMENT), Tags !== undefined, Policy !== undefined])).toEqual([
      [true, true, true],
      [false, true, true],
      [false, false, true],
      [false, true, true],
    ]);
  });

  it('that cannot be assumed fails the test by its own name, and keeps no secret from being tried', async () => {
    world.trusts = ({ RoleArn, ExternalId }) => RoleArn !== REHEARSER && ExternalId === externalIdOf('demo', DEPLOYMENT);
    const test = await tested('demo', [JIRA]);
    expect([test.status, rolesOf(test), lines(test, JIRA)]).toEqual([
      'failed',
      ['role ok', 'external_id ok', 'rehearsal_role failed role_unavailable', 'rehearsal_external_id skipped'],
      ALL_OK,
    ]);
    const { message, possibleCauses, fix } = checkIn(test, 'rehearsal_role');
    expect([message, possibleCauses.length > 0]).toEqual(['The rehearsal role cannot be assumed.', true]);
    expect(fix?.text).toMatch(/trust policy/);
  });

  it.each<[string, (input: AssumeRoleCommandInput) => boolean]>([
    ['without any external ID', () => true],
    ['with any external ID', ({ ExternalId }) => ExternalId !== undefined],
  ])('that can be assumed %s fails the test, though the reader role is well guarded', async (how, trusts) => {
    const guarded = world.trusts;
    world.trusts = (input) => (input.RoleArn === REHEARSER ? trusts(input) : guarded(input));
    const test = await tested('demo', []);
    expect([test.status, rolesOf(test)]).toEqual(['failed', ['role ok', 'external_id ok', 'rehearsal_role ok', 'rehearsal_external_id failed']]);
    expect(checkIn(test, 'rehearsal_external_id').message).toBe(`The rehearsal role can be assumed ${how}.`);
    expect(checkIn(test, 'rehearsal_external_id').fix?.text).toContain(externalIdOf('demo', DEPLOYMENT));
  });

  it('of which STS says nothing clear is not proven, and what is not proven is not ok', async () => {
    const guarded = world.trusts;
    world.aws.sts.on(AssumeRoleCommand).callsFake(async (input: AssumeRoleCommandInput) => {
      if (!guarded(input)) throw awsError(input.RoleArn === REHEARSER ? 'Throttling' : 'AccessDenied');
      return { Credentials: { AccessKeyId: 'ASIA1', SecretAccessKey: 'k', SessionToken: 't', Expiration: new Date() } };
    });
    const test = await tested('demo', []);
    expect([test.status, rolesOf(test)]).toEqual([
      'failed',
      ['role ok', 'external_id ok', 'rehearsal_role ok', 'rehearsal_external_id skipped vault_throttled'],
    ]);
  });

  it("of the workspace's store is said to be that, and its external ID is none of the project's business", async () => {
    await world.stores.settings.putStore(storeOf(null, { rehearsalRoleArn: REHEARSER }), 0);
    world.trusts = () => true;
    const test = await tested('crm', []);
    expect(checkIn(test, 'rehearsal_role').message).toContain("The role is that of the workspace's store, which project crm uses.");
    expect(checkIn(test, 'rehearsal_external_id').fix?.text).toContain("<external ID of the workspace's store>");
    expect(JSON.stringify(test)).not.toContain('id-of-the-stack');
  });
});

describe('a role that cannot be assumed', () => {
  it('is role_unavailable with its possible causes, proves nothing of the external ID, and nothing is read', async () => {
    world.trusts = () => false;
    const test = await tested('demo', [JIRA]);
    expect([test.status, lines(test, null), lines(test, JIRA)]).toEqual([
      'failed',
      ['role failed role_unavailable', 'external_id skipped', 'rehearsal_role skipped', 'scope ok'],
      ['scope skipped', 'tags skipped', 'read skipped', 'decrypt skipped'],
    ]);
    const { possibleCauses, fix } = checkIn(test, 'role');
    expect(possibleCauses.join('\n')).toMatch(/trust policy.*sts:TagSession[^]*permissions boundary[^]*service control policy/);
    expect(fix?.text).toMatch(/trust policy/);
    expect([world.aws.describes(), world.aws.gets()]).toEqual([0, 0]);
  });

  it('is vault_throttled where STS only asks for patience', async () => {
    world.aws.sts.on(AssumeRoleCommand).rejects(awsError('Throttling'));
    const test = await tested('demo', [JIRA]);
    expect(lines(test, null)).toEqual(['role failed vault_throttled', 'external_id skipped vault_throttled', 'rehearsal_role skipped', 'scope ok']);
    expect([checkIn(test, 'role').message, checkIn(test, 'role').possibleCauses]).toEqual([
      "AWS STS is throttling our requests. The role is that of the workspace's store, which project demo uses.",
      [],
    ]);
  });
});

describe('a secret that cannot be used', () => {
  const denied = (command: typeof GetSecretValueCommand | typeof DescribeSecretCommand, name: string, message?: string): void =>
    void world.aws.secretsManager.on(command).rejects(awsError(name, message ?? `AWS says ${world.canary}`));

  it('of which AWS only says denied has the possible causes named', async () => {
    denied(GetSecretValueCommand, 'AccessDeniedException');
    const test = await tested('demo', [JIRA]);
    expect([test.status, lines(test, JIRA)]).toEqual(['failed', ['scope ok', 'tags ok', 'read failed secret_access_denied', 'decrypt skipped']]);
    const causes = checkIn(test, 'read', JIRA).possibleCauses;
    for (const cause of [/permission policy/, /permissions boundary/, /service control policy/, /resource policy/, /customer-managed key/])
      expect(causes.join('\n')).toMatch(cause);
    expect(causes.join('\n')).not.toMatch(/another account|has no tag/);
  });

  it('in another account than the role has the causes of that named', async () => {
    denied(GetSecretValueCommand, 'AccessDeniedException');
    const other = JIRA.replace(ACCOUNT, '222222222222');
    const causes = checkIn(await tested('demo', [other]), 'read', other).possibleCauses.join('\n');
    expect(causes).toMatch(/in another account than the role[^]*aws\/secretsmanager, which no other account can use/);
  });

  it.each([{}, { 'connection-hosts-2': 'a.example' }])('without the tag connection-hosts (%j) may be denied for just that', async (tags) => {
    await world.stores.settings.putStore(storeOf(null, { untaggedSecrets: 'vendor' }), 0);
    world.tags = tags;
    denied(GetSecretValueCommand, 'AccessDeniedException');
    const causes = checkIn(await tested('demo', [JIRA]), 'read', JIRA).possibleCauses.join('\n');
    expect(causes).toMatch(/has no tag "connection-hosts"/);
  });

  it('for its key is told apart from one that may not be read', async () => {
    denied(GetSecretValueCommand, 'AccessDeniedException', 'Access to KMS is not allowed');
    const test = await tested('demo', [JIRA]);
    expect(lines(test, JIRA)).toEqual(['scope ok', 'tags ok', 'read ok', 'decrypt failed secret_decryption_failed']);
    const { possibleCauses, fix } = checkIn(test, 'decrypt', JIRA);
    expect([possibleCauses.join('\n'), fix?.text]).toEqual([
      expect.stringMatching(/kms:Decrypt[^]*customer-managed key/),
      expect.stringMatching(/kms:Decrypt/),
    ]);
  });

  it('because it is not key/value is read and decrypted, and never shown', async () => {
    world.value = `plain ${world.canary}`;
    expect(lines(await tested('demo', [JIRA]), JIRA)).toEqual(['scope ok', 'tags ok', 'read failed secret_not_key_value', 'decrypt ok']);
  });

  it('because its tags may not be seen is not read', async () => {
    denied(DescribeSecretCommand, 'AccessDeniedException');
    const test = await tested('demo', [JIRA]);
    expect([lines(test, JIRA), world.aws.gets()]).toEqual([['scope ok', 'tags failed secret_access_denied', 'read skipped', 'decrypt skipped'], 0]);
    expect(checkIn(test, 'tags', JIRA).possibleCauses.join('\n')).toMatch(/DescribeSecret/);
  });

  it.each([
    ['has no tag connection-hosts', {}],
    ['has hosts that do not read', { 'connection-hosts': 'a.example,b.example' }],
    ['is for other projects', { 'connection-hosts': 'a.example', 'connection-projects': 'crm' }],
  ])('because it %s is not read, by a project that tests its store', async (_what, tags) => {
    world.tags = tags;
    const test = await tested('demo', [JIRA]);
    expect([test.status, lines(test, JIRA), world.aws.gets()]).toEqual([
      'failed',
      ['scope ok', 'tags failed destination_denied', 'read skipped', 'decrypt skipped'],
      0,
    ]);
  });

  it('is judged by its tags of now, not by those of a moment ago', async () => {
    await world.call('POST /v1/secrets/keys', { body: { arn: JIRA } });
    world.tags = {};
    expect([lines(await tested('demo', [JIRA]), JIRA)[1], world.aws.gets()]).toEqual(['tags failed destination_denied', 1]);
  });

  it('for some projects only is read for the workspace, but not with a list that does not read', async () => {
    world.tags = { 'connection-hosts': 'a.example', 'connection-projects': 'crm' };
    expect(lines(await tested(null, [JIRA]), JIRA)).toEqual(ALL_OK);
    world.tags = { 'connection-hosts': 'a.example', 'connection-projects': 'crm;demo' };
    expect([lines(await tested(null, [JIRA]), JIRA)[1], world.aws.gets()]).toEqual(['tags failed destination_denied', 1]);
  });

  it('outside the scope of the store is not asked for at all', async () => {
    const [region, account] = [arnOf('prod-jira', 'eu-west-9'), JIRA.replace(ACCOUNT, '999999999999')];
    const test = await tested('demo', [region, account]);
    for (const arn of [region, account]) expect(lines(test, arn)).toEqual(['scope failed arn_out_of_scope', 'tags skipped', 'read skipped', 'decrypt skipped']);
    expect([test.status, world.aws.describes(), world.aws.gets()]).toEqual(['failed', 0, 0]);
    expect(await world.audit('demo')).toMatchObject([{ secrets: [] }]);
  });

  it('does not keep another from being tried', async () => {
    world.aws.secretsManager.on(GetSecretValueCommand, { SecretId: SLACK }).rejects(awsError('ResourceNotFoundException'));
    const test = await tested('demo', [JIRA, SLACK, CRM]);
    expect([JIRA, SLACK, CRM].map((arn) => lines(test, arn)[2])).toEqual(['read ok', 'read failed secret_not_found', 'read ok']);
  });
});

describe('a store that reaches beyond the deployment', () => {
  it('fails by its scope, and nothing is read from there', async () => {
    await world.stores.settings.putStore(storeOf('demo', { accounts: [ACCOUNT, '333333333333'], regions: ['us-east-1', 'ap-south-1'] }), 0);
    const other = JIRA.replace(ACCOUNT, '333333333333');
    const test = await tested('demo', [other]);
    expect(checkIn(test, 'scope').message).toBe('The deployment does not allow these accounts and regions of the store: 333333333333, ap-south-1.');
    expect([lines(test, other)[0], world.aws.gets()]).toEqual(['scope failed arn_out_of_scope', 0]);
  });
});

describe('the secrets that are tried where none are named', () => {
  const store = async (project: string, ...secrets: readonly string[]): Promise<void> =>
    void (await world.stores.connections.create(storedConnection({ project, secrets })));
  const triedIn = ({ checks }: StoreTest): readonly string[] => [...new Set(checks.flatMap(({ secretArn }) => secretArn ?? []))].toSorted();

  it("are those that the project's connections name, each once, and no other project's", async () => {
    await store('demo', 'a', 'b');
    await store('demo', 'b');
    await store('crm', 'c');
    expect(triedIn(await tested('demo'))).toEqual([arnInUse('a'), arnInUse('b')]);
    expect(triedIn(await tested(null))).toEqual([arnInUse('a'), arnInUse('b'), arnInUse('c')]);
  });

  it('of the workspace are not those of projects with a store of their own', async () => {
    await world.stores.settings.putStore(storeOf('crm'), 0);
    await store('demo', 'a');
    await store('crm', 'c');
    expect(triedIn(await tested(null))).toEqual([arnInUse('a')]);
  });

  it('are ten at most', async () => {
    await store('demo', ...Array.from({ length: 8 }, (_, index) => `x${index}`));
    await store('demo', ...Array.from({ length: 8 }, (_, index) => `y${index}`));
    const test = await tested('demo');
    expect([triedIn(test).length, world.aws.gets(), test.status]).toEqual([10, 10, 'ok']);
  });

  it('may be none: then role and external ID are all that is tried', async () => {
    const test = await tested('demo');
    expect([test.status, lines(test, null)]).toEqual([
      'ok',
      ['role ok', 'external_id ok', 'rehearsal_role skipped', 'scope ok', 'tags skipped', 'read skipped', 'decrypt skipped'],
    ]);
  });

  it('are tried once though they are named twice', async () => {
    await tested('demo', [JIRA, JIRA]);
    expect(world.aws.gets()).toBe(1);
  });
});

describe('the audit of a test', () => {
  it('is written before AWS is asked anything, and has who, which secrets and which versions', async () => {
    const wrapped = { ...world.stores.verifications };
    const before: number[] = [];
    world.stores.verifications.begin = async (intent) => {
      before.push(world.aws.sessions(), world.aws.describes(), world.aws.gets());
      await wrapped.begin(intent);
    };
    await tested('demo', [JIRA, SLACK]);
    expect(before).toEqual([0, 0, 0]);
    const secrets = [JIRA, SLACK].map((arn) => ({ arn, key: null, field: null }));
    expect(await world.audit('demo')).toMatchObject([
      { action: 'test_store', caller: 'ada', connectionId: null, hosts: [], secrets, result: { status: 'authorized', code: 'ok', versionIds: ['v7'] } },
    ]);
  });

  it('has the code of what failed first, and for a finding without a code that it is misconfigured', async () => {
    world.tags = {};
    await tested('demo', [JIRA]);
    expect(await world.audit('demo')).toMatchObject([{ result: { status: 'not_attempted', code: 'destination_denied' } }]);
    world.trusts = () => true;
    await tested(null, []);
    expect(await world.audit('*')).toMatchObject([{ project: '*', result: { status: 'inconclusive', code: 'misconfigured', versionIds: [] } }]);
  });

  it('of the workspace is in no project, whatever it is called', async () => {
    await tested(null, [JIRA]);
    expect([await world.audit('workspace'), (await world.audit('*')).length]).toEqual([[], 1]);
  });
});
