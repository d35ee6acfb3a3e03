import { beforeEach, describe, expect, it } from 'vitest';
import { isJsonObject, type JsonObject } from '../../../shared/json.ts';
import { ACCOUNT, type Call, type DeployedRole, isLeftAllowedBy, isTrusted, mayCall } from '../../helpers/simulate-iam.ts';
import { ARN, type Handlers, MASK, NEW, startHandlers } from '../../helpers/stored-connections.ts';

// The policies as GET /v1/stores/… answers them, judged by iam-simulate.
const OTHER_ACCOUNT = '210987654321';
const FUNCTIONS = [`arn:aws:iam::${ACCOUNT}:role/resolver-TestConnectionRole-1A2B3C`, `arn:aws:iam::${ACCOUNT}:role/resolver-RunRole-4D5E6F`];
const DEPLOYED = { READER_ACCOUNTS: `${ACCOUNT},${OTHER_ACCOUNT}`, READER_REGIONS: 'us-east-1,eu-west-1', FUNCTION_ROLES: FUNCTIONS.join(' ') };
const ROLE = `arn:aws:iam::${ACCOUNT}:role/secret-mask-resolver/demo`;
const STORE = { roleArn: ROLE, accounts: [ACCOUNT, OTHER_ACCOUNT], regions: ['us-east-1', 'eu-west-1'] };
const EUROPE = ARN.replace('us-east-1', 'eu-west-1');
const ELSEWHERE = ARN.replace(ACCOUNT, OTHER_ACCOUNT);
const UNUSED = ARN.replace('jira', 'okta');
const ANYTHING: JsonObject = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const TAG = { 'aws:ResourceTag/connection-hosts': 'jira.example.com' };
const CURRENT = { 'secretsmanager:VersionStage': 'AWSCURRENT' };

let handlers: Handlers;
beforeEach(async () => {
  handlers = await startHandlers(DEPLOYED);
});

const use = async (arn: string, project = 'demo'): Promise<void> => {
  await handlers.create({ config: { ...NEW.config, personalAccessToken: MASK.replace(ARN, arn) } }, project);
};
const put = (project: string | null, body: object): Promise<unknown> =>
  project === null
    ? handlers.call('PUT /v1/stores/workspace', { roles: ['*:admin'], body })
    : handlers.call('PUT /v1/stores/projects/{id}', { id: project, roles: ['*:admin'], body });

type Ready = {
  readonly role: DeployedRole;
  /** What its rehearsal role would be. */
  readonly rehearsal: DeployedRole;
  readonly externalId: string;
  readonly tagging: JsonObject;
  readonly basis: string;
  readonly complete: boolean;
  readonly notes: string;
};
const readyPolicies = async (project: string | null): Promise<Ready> => {
  const told =
    project === null
      ? await handlers.call('GET /v1/stores/workspace', { roles: ['*:admin'] })
      : await handlers.call('GET /v1/stores/projects/{id}', { id: project, roles: ['*:admin'] });
  const { externalId, policies } = told.body['own'] ?? told.body;
  const { trust, permissions, rehearsal: pending, tagging, basis, complete, notes } = policies;
  if (!isJsonObject(trust) || !Array.isArray(permissions) || !Array.isArray(pending)) throw new Error(told.text);
  const rehearsal = { arn: `${ROLE}-rehearsal`, trust, policies: pending, boundary: ANYTHING };
  return { role: { arn: ROLE, trust, policies: permissions, boundary: ANYTHING }, rehearsal, externalId, tagging, basis, complete, notes: notes.join(' ') };
};
const read = (resource: string, context: NonNullable<Call['context']> = { ...CURRENT, ...TAG }): Call => ({
  action: 'secretsmanager:GetSecretValue',
  resource,
  context,
});
const describeSecret = (resource: string): Call => ({ action: 'secretsmanager:DescribeSecret', resource });
const decrypt = (region: string, account: string, via = `secretsmanager.${region}.amazonaws.com`): Call => ({
  action: 'kms:Decrypt',
  resource: `arn:aws:kms:${region}:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
  context: { 'kms:ViaService': via },
});

describe("the permissions of a project's own store", () => {
  let ready: Ready;
  beforeEach(async () => {
    await use(ARN);
    await use(ARN);
    await use(EUROPE);
    await use(UNUSED, 'other');
    await put('demo', STORE);
    ready = await readyPolicies('demo');
  });

  it.each<readonly [string, 'allow' | 'deny', Call]>([
    ['the current value of a secret in use', 'allow', read(ARN)],
    ['the same in another region', 'allow', read(EUROPE)],
    ['its tags, tagged or not', 'allow', describeSecret(ARN)],
    ['its key, through Secrets Manager', 'allow', decrypt('us-east-1', ACCOUNT)],
    ['the key of the other region', 'allow', decrypt('eu-west-1', ACCOUNT)],
    ['an untagged secret', 'deny', read(ARN, CURRENT)],
    ['a secret with other tags', 'deny', read(ARN, { ...CURRENT, 'aws:ResourceTag/team': 'core' })],
    ['the value before', 'deny', read(ARN, { ...TAG, 'secretsmanager:VersionStage': 'AWSPREVIOUS' })],
    ['the value to come', 'deny', read(ARN, { ...TAG, 'secretsmanager:VersionStage': 'AWSPENDING' })],
    ['a value of no stage', 'deny', read(ARN, TAG)],
    ['a secret that no mask of the project names', 'deny', read(UNUSED)],
    ['its tags', 'deny', describeSecret(UNUSED)],
    ['a secret whose name goes on', 'deny', read(`${ARN}x`)],
    ['the secret of the same name in another account', 'deny', read(ELSEWHERE)],
    ['the key of a region where nothing is in use', 'deny', decrypt('eu-central-1', ACCOUNT)],
    ["another account's key", 'deny', decrypt('us-east-1', OTHER_ACCOUNT)],
    ['a key by itself', 'deny', { ...decrypt('us-east-1', ACCOUNT), context: {} }],
    ['a key through another service', 'deny', decrypt('us-east-1', ACCOUNT, 's3.us-east-1.amazonaws.com')],
    ['to change a secret', 'deny', { ...read(ARN), action: 'secretsmanager:PutSecretValue' }],
    ['to list secrets', 'deny', { action: 'secretsmanager:ListSecrets', resource: '*' }],
    ['to tag a secret', 'deny', { ...read(ARN), action: 'secretsmanager:TagResource' }],
  ])('%s: %s', async (_title, verdict, call) => {
    expect(await mayCall(ready.role, call)).toBe(verdict === 'allow');
  });

  it('are exact, and fit one managed policy', () => {
    expect(ready).toMatchObject({ basis: 'secrets_in_use', complete: true });
    expect(ready.role.policies).toHaveLength(1);
    expect(ready.notes).not.toContain('No mask');
  });

  it.each(['listed', 'vendor'])('with untaggedSecrets "%s" allow untagged secrets, still only their current value', async (untaggedSecrets) => {
    await put('demo', { ...STORE, untaggedSecrets });
    const { role } = await readyPolicies('demo');
    expect(await mayCall(role, read(ARN, CURRENT))).toBe(true);
    expect(await mayCall(role, read(ARN, { 'secretsmanager:VersionStage': 'AWSPREVIOUS' }))).toBe(false);
    expect(await mayCall(role, read(UNUSED, CURRENT))).toBe(false);
  });

  it('leave out secrets that are in use but outside its accounts and regions', async () => {
    await put('demo', { ...STORE, regions: ['eu-west-1'] });
    const { role } = await readyPolicies('demo');
    expect([await mayCall(role, read(ARN)), await mayCall(role, read(EUROPE))]).toEqual([false, true]);
    expect(await mayCall(role, decrypt('us-east-1', ACCOUNT))).toBe(false);
  });

  it('say what a secret of another account needs besides', async () => {
    expect(ready.notes).not.toContain('another account');
    await use(ELSEWHERE);
    const { role, notes } = await readyPolicies('demo');
    expect(await mayCall(role, read(ELSEWHERE))).toBe(true);
    expect(await mayCall(role, decrypt('us-east-1', OTHER_ACCOUNT))).toBe(true);
    expect(notes).toContain('another account');
  });
});

describe("the permissions of a store's rehearsal role", () => {
  const pending = { ...TAG, 'secretsmanager:VersionStage': 'AWSPENDING' };
  beforeEach(async () => {
    await use(ARN);
    await use(EUROPE);
    await use(UNUSED, 'other');
    await put('demo', STORE);
  });

  it.each<readonly [string, 'allow' | 'deny', Call]>([
    ['the version to come of a secret in use', 'allow', read(ARN, pending)],
    ['the same in another region', 'allow', read(EUROPE, pending)],
    ['its key, through Secrets Manager', 'allow', decrypt('us-east-1', ACCOUNT)],
    ['the current version', 'deny', read(ARN)],
    ['the version before', 'deny', read(ARN, { ...TAG, 'secretsmanager:VersionStage': 'AWSPREVIOUS' })],
    ['a version of no stage', 'deny', read(ARN, TAG)],
    ['an untagged secret', 'deny', read(ARN, { 'secretsmanager:VersionStage': 'AWSPENDING' })],
    ['a secret that no mask of the project names', 'deny', read(UNUSED, pending)],
    ['its tags, which the reader role reads', 'deny', describeSecret(ARN)],
    ['a key by itself', 'deny', { ...decrypt('us-east-1', ACCOUNT), context: {} }],
    ['to promote it', 'deny', { ...read(ARN, pending), action: 'secretsmanager:UpdateSecretVersionStage' }],
  ])('%s: %s', async (_title, verdict, call) => {
    expect(await mayCall((await readyPolicies('demo')).rehearsal, call)).toBe(verdict === 'allow');
  });

  it('allow untagged secrets where the reader role may read them', async () => {
    await put('demo', { ...STORE, untaggedSecrets: 'vendor' });
    const { rehearsal } = await readyPolicies('demo');
    const verdicts = ['AWSPENDING', 'AWSCURRENT'].map((stage) => mayCall(rehearsal, read(ARN, { 'secretsmanager:VersionStage': stage })));
    expect(await Promise.all(verdicts)).toEqual([true, false]);
  });

  it('are for all of the accounts and regions exactly where those of the reader role are', async () => {
    const nothingInUse = await readyPolicies('third');
    expect(nothingInUse.basis).toBe('accounts_and_regions');
    expect(await mayCall(nothingInUse.rehearsal, read(UNUSED, pending))).toBe(true);
    for (let at = 0; at < 120; at += 1) await use(ARN.replace('jira', `a-rather-long-name-of-a-secret-number-${at}`));
    const { rehearsal, basis } = await readyPolicies('demo');
    expect([basis, rehearsal.policies.length > 1]).toEqual(['secrets_in_use', true]);
    expect(Math.max(...rehearsal.policies.map((policy) => JSON.stringify(policy).length))).toBeLessThanOrEqual(6_144);
    expect(await mayCall(rehearsal, read(ARN.replace('jira', 'a-rather-long-name-of-a-secret-number-119'), pending))).toBe(true);
  });
});

describe('the permissions', () => {
  it('without any mask in use are those of the accounts and regions, and say so', async () => {
    await put('demo', { ...STORE, accounts: [ACCOUNT], regions: ['us-east-1'] });
    const { role, basis, notes } = await readyPolicies('demo');
    expect(basis).toBe('accounts_and_regions');
    expect(notes).toContain('No mask names a secret of this store yet');
    const verdicts = [read(ARN), read(UNUSED), read(ARN, CURRENT), read(EUROPE), read(ELSEWHERE), read(ARN, TAG)].map((call) => mayCall(role, call));
    expect(await Promise.all(verdicts)).toEqual([true, true, false, false, false, false]);
  });

  it("of the workspace's store are for the projects that have none of their own", async () => {
    await use(ARN);
    await use(UNUSED, 'other');
    await use(EUROPE, 'third');
    await put('demo', STORE);
    const { role } = await readyPolicies(null);
    const verdicts = [read(ARN), read(UNUSED), read(EUROPE)].map((call) => mayCall(role, call));
    expect(await Promise.all(verdicts)).toEqual([false, true, true]);
  });

  it('of a store that is not there yet are shown to the project that would have it', async () => {
    await use(ARN);
    await use(UNUSED, 'other');
    const { role, externalId } = await readyPolicies('demo');
    expect([await mayCall(role, read(ARN)), await mayCall(role, read(UNUSED))]).toEqual([true, false]);
    await put('demo', STORE);
    const after = await readyPolicies('demo');
    expect(after.externalId).toBe(externalId);
    expect(after.role.trust).toEqual(role.trust);
  });

  it('of more secrets than one policy holds are several, each within 6,144 characters, and together exact', async () => {
    const arns = Array.from({ length: 120 }, (_, at) => ARN.replace('jira', `a-rather-long-name-of-a-secret-number-${at}`));
    for (const arn of arns) await use(arn);
    const { role, basis, notes } = await readyPolicies('demo');
    expect([basis, role.policies.length > 1 && role.policies.length <= 10]).toEqual(['secrets_in_use', true]);
    expect(Math.max(...role.policies.map((policy) => JSON.stringify(policy).length))).toBeLessThanOrEqual(6_144);
    for (const arn of [arns[0]!, arns[60]!, arns[119]!]) expect(await mayCall(role, read(arn))).toBe(true);
    expect(await mayCall(role, read(ARN))).toBe(false);
    const named = JSON.stringify(role.policies);
    expect(arns.every((arn) => named.includes(`"${arn}"`))).toBe(true);
    expect(notes).toContain('Attach each document');
  });

  it.each([
    [601, 'x'],
    [300, 'a-rather-long-name-of-a-secret-of-which-a-policy-holds-only-a-few-before-it-is-full'],
  ])('of more secrets than the policies of a role can name (%i) are those of the accounts and regions, and say so', async (count, name) => {
    for (let at = 0; at < count; at += 1) await use(ARN.replace('jira', `${name}-${at}`));
    const { role, basis, notes } = await readyPolicies('demo');
    expect([basis, role.policies.length]).toEqual(['accounts_and_regions', 1]);
    expect(notes).toContain('More secrets are in use');
    expect(await mayCall(role, read(UNUSED, CURRENT))).toBe(false);
  });

  it('never go beyond the accounts and regions of the deployment, whatever is stored', async () => {
    await put('demo', STORE);
    const { projectStore } = await handlers.stores.settings.storesFor('demo');
    await handlers.stores.settings.putStore({ ...projectStore!, regions: ['us-east-1', 'ap-south-1'], revision: 2 }, 1);
    expect(JSON.stringify((await readyPolicies('demo')).role.policies)).not.toContain('ap-south-1');
  });

  it('of more connections than can be looked at say that they are not complete', async () => {
    await use(ARN);
    const { connections } = handlers.stores;
    const list = connections.list.bind(connections);
    connections.list = async (filter, page) => {
      handlers.clock.ms += 7_000;
      return { ...(await list(filter, page)), next: 'more' };
    };
    const { complete, basis, notes } = await readyPolicies('demo');
    expect([complete, basis]).toEqual([false, 'secrets_in_use']);
    expect(notes).toContain('further secrets may be in use');
  });
});

describe('the trust', () => {
  const TAGS = { 'aws:RequestTag/workspace': 'main', 'aws:RequestTag/project': 'demo', 'aws:TagKeys': ['workspace', 'project'] };
  const isLetIn = async (
    project: string | null,
    context: Record<string, string | string[]>,
    more: { readonly caller?: string; readonly withoutId?: boolean } = {},
  ): Promise<boolean> => {
    const { role, externalId } = await readyPolicies(project);
    const whole = more.withoutId ? context : { 'sts:ExternalId': externalId, ...context };
    return isTrusted(role, more.caller ?? FUNCTIONS[0]!, { action: 'sts:AssumeRole', context: whole });
  };

  it.each(['demo', null])('(project %j) lets in each function with its external ID and tags, and nobody else', async (project) => {
    await put(project, STORE);
    for (const caller of FUNCTIONS) expect(await isLetIn(project, TAGS, { caller })).toBe(true);
    expect(await isLetIn(project, TAGS, { caller: `arn:aws:iam::${ACCOUNT}:role/Administrator` })).toBe(false);
    expect(await isLetIn(project, TAGS, { caller: ROLE })).toBe(false);
    expect(await isLetIn(project, TAGS, { caller: FUNCTIONS[0]!.replace(ACCOUNT, OTHER_ACCOUNT) })).toBe(false);
  });

  it.each<readonly [string, Record<string, string | string[]>]>([
    ['another external ID', { ...TAGS, 'sts:ExternalId': 'another' }],
    ['another workspace', { ...TAGS, 'aws:RequestTag/workspace': 'other' }],
    ['no project', { 'aws:RequestTag/workspace': 'main', 'aws:TagKeys': ['workspace'] }],
    ['an empty project', { ...TAGS, 'aws:RequestTag/project': '' }],
    ['no tags', {}],
    ['a further tag', { ...TAGS, 'aws:RequestTag/admin': 'yes', 'aws:TagKeys': ['workspace', 'project', 'admin'] }],
  ])('keeps out a session with %s', async (_title, context) => {
    for (const project of ['demo', null]) {
      await put(project, STORE);
      expect(await isLetIn(project, context)).toBe(false);
    }
  });

  it('keeps out a session without an external ID', async () => {
    for (const project of ['demo', null]) expect(await isLetIn(project, TAGS, { withoutId: true })).toBe(false);
  });

  it("of a project's store keeps out the sessions of other projects; that of the workspace's does not", async () => {
    const other = { ...TAGS, 'aws:RequestTag/project': 'other' };
    await put('demo', STORE);
    expect(await isLetIn('demo', other)).toBe(false);
    expect(await isLetIn(null, other)).toBe(true);
  });

  it("of one project's store keeps out another project that names its role", async () => {
    await put('demo', STORE);
    await put('other', STORE);
    const { role } = await readyPolicies('demo');
    const { externalId } = await readyPolicies('other');
    const context = { 'sts:ExternalId': externalId, ...TAGS, 'aws:RequestTag/project': 'other' };
    expect(await isTrusted(role, FUNCTIONS[0]!, { action: 'sts:AssumeRole', context })).toBe(false);
  });

  it('lets the functions tag sessions with its workspace and project, and nobody else', async () => {
    await put('demo', STORE);
    const { role } = await readyPolicies('demo');
    const tag = (caller: string, context: Record<string, string | string[]>): Promise<boolean> =>
      isTrusted(role, caller, { action: 'sts:TagSession', context });
    expect(await tag(FUNCTIONS[1]!, TAGS)).toBe(true);
    expect(await tag(FUNCTIONS[1]!, { ...TAGS, 'aws:RequestTag/project': 'other' })).toBe(false);
    expect(await tag(`arn:aws:iam::${ACCOUNT}:role/Administrator`, TAGS)).toBe(false);
  });
});

it('the sample for tagging leaves connection-* to the owners, and every other tag to all', async () => {
  await put('demo', STORE);
  const { tagging } = await readyPolicies('demo');
  const mayTag = (role: string, account: string, keys: string[]): Promise<boolean> => {
    const principal = `arn:aws:iam::${account}:role/${role}`;
    const context = { 'aws:TagKeys': keys, 'aws:PrincipalArn': principal };
    return isLeftAllowedBy(tagging, principal, { action: 'secretsmanager:TagResource', resource: account === ACCOUNT ? ARN : ELSEWHERE, context });
  };
  expect(await mayTag('SecretOwners', ACCOUNT, ['connection-hosts'])).toBe(true);
  expect(await mayTag('Developer', ACCOUNT, ['connection-hosts'])).toBe(false);
  expect(await mayTag('Developer', ACCOUNT, ['team', 'connection-projects'])).toBe(false);
  expect(await mayTag('Developer', ACCOUNT, ['team'])).toBe(true);
});
