import { beforeAll, describe, expect, it } from 'vitest';
import type { CallRecord } from '../../infra/local/aws/calls.ts';
import { GUIDE } from '../../infra/local/seed.ts';
import { askIam, createRole } from '../helpers/administrator.ts';
import { freshToken } from '../helpers/canary.ts';
import { type Answer, type Loose, maskOf, useProduct } from '../helpers/product.ts';

const ACCOUNT = '137149879143';
const OTHER_ACCOUNT = '210987654321';
const PATH = '/secret-mask-resolver/';
const roleArn = (name: string): string => `arn:aws:iam::${ACCOUNT}:role${PATH}${name}`;
const KEY = 'jira.token';

const product = useProduct(async () => ({ settings: { READER_ACCOUNTS: `${ACCOUNT},${OTHER_ACCOUNT}` }, hasSchedules: false }));
const secretArns = new Map<string, string>();
let admin: Record<string, string>;

const ask = (route: string, body?: unknown): Promise<Answer<Loose>> => product.call(route, body, admin);
const secretOf = (project: string): string => secretArns.get(project) ?? '';
const connection = (project: string, secretArn: string): Loose => ({
  connector: 'jira-dc',
  project,
  config: { baseUrl: product.stack.jira.url, personalAccessToken: maskOf(KEY, secretArn) },
});
const test = async (project: string, secretArn = secretOf(project)): Promise<Loose> =>
  (await ask('POST /v1/connections/test', connection(project, secretArn))).body;
const store = (name: string, more: Loose = {}): Loose => ({ roleArn: roleArn(name), accounts: [ACCOUNT], regions: ['us-east-1'], ...more });
/** The calls since the last reset, by the name of the role that sent them or was assumed. */
const calls = (action: string): readonly CallRecord[] => product.stack.aws.calls.list().filter((call) => call.action === action);
const assumed = (): readonly string[] => [...new Set(calls('AssumeRole').map(({ secretId }) => secretId?.split('/').at(-1) ?? 'none'))];
const readsUnder = (role: string): readonly CallRecord[] => calls('GetSecretValue').filter(({ principal }) => principal.includes(`:assumed-role/${role}/`));
const checksOf = (body: Loose): Loose => Object.fromEntries(body['checks'].map((check: Loose) => [check['name'], check['code'] ?? check['status']]));

/** The reader role of a project, made from the policies that the product has ready for it, changed or not. */
async function makeReader(project: string, change: (policies: Loose) => Loose = (policies) => policies): Promise<string> {
  const { own } = (await ask(`GET /v1/stores/projects/${project}`)).body;
  const { trust, permissions } = change(own.policies);
  return createRole(product.stack.aws.url, `${project}-reader`, { path: PATH, trust, permissions });
}

async function removeRole(name: string): Promise<void> {
  const names = /<PolicyNames>(.*)<\/PolicyNames>/.exec(await askIam(product.stack.aws.url, 'ListRolePolicies', { RoleName: name }))?.[1] ?? '';
  for (const [, PolicyName = ''] of names.matchAll(/<member>([^<]+)</g))
    await askIam(product.stack.aws.url, 'DeleteRolePolicy', { RoleName: name, PolicyName });
  await askIam(product.stack.aws.url, 'DeleteRole', { RoleName: name });
}

/** A project with a secret that the demo Jira accepts and a stored connection that names it. */
async function makeProject(project: string): Promise<void> {
  const text = JSON.stringify({ [KEY]: product.stack.seed.account.token });
  secretArns.set(project, await product.createSecret(`${project}-jira`, text, { 'connection-hosts': product.stack.jira.host }));
  expect((await ask(`PUT /v1/projects/${project}`, { name: project })).httpStatus).toBe(201);
  expect((await ask('POST /v1/connections', { name: `Jira of ${project}`, ...connection(project, secretOf(project)) })).httpStatus).toBe(201);
}

beforeAll(async () => {
  admin = { authorization: `Bearer ${await product.stack.token(['*:admin'])}` };
  for (const project of ['payments', 'billing']) {
    await makeProject(project);
    await makeReader(project);
    await ask(`PUT /v1/stores/projects/${project}`, store(`${project}-reader`));
  }
});

it('a store that was put is the project’s own, under the external ID that its policies already named', async () => {
  const { body } = await ask('GET /v1/stores/projects/payments');
  expect(body).toMatchObject({ scope: 'project', inherited: false, project: 'payments', revision: 1, roleArn: roleArn('payments-reader') });
  expect(JSON.stringify(body['policies'].trust)).toContain(`"sts:ExternalId":"${body['externalId']}"`);
  expect(body['policies']).toMatchObject({ basis: 'secrets_in_use', complete: true });
});

it('a role made from the ready policies passes the test of its store, and is proven to ask for the external ID', async () => {
  for (const project of ['payments', 'billing']) {
    const { body } = await ask(`POST /v1/stores/projects/${project}/test`);
    expect(body).toMatchObject({ scope: 'project', project, status: 'ok' });
    expect(checksOf(body)).toEqual({ role: 'ok', external_id: 'ok', rehearsal_role: 'skipped', scope: 'ok', tags: 'ok', read: 'ok', decrypt: 'ok' });
    expect(assumed()).toEqual([`${project}-reader`]);
    product.resetCounts();
  }
});

it('each project reads its own secret under its own role, and no other role is assumed', async () => {
  for (const project of ['payments', 'billing']) {
    expect(await test(project)).toMatchObject({ status: 'authorized', code: 'ok', secrets: [{ arn: secretOf(project), key: KEY }] });
    expect(assumed().filter((role) => role !== `${project}-reader`)).toEqual([]);
    expect(readsUnder(`${project}-reader`)).toEqual(calls('GetSecretValue'));
    product.resetCounts();
  }
});

it.each([
  ['payments', 'billing'],
  ['billing', 'payments'],
])('the secret of another project is denied to %s, and its value is never asked for', async (project, other) => {
  for (const arn of [secretOf(other), GUIDE.arn]) expect(await test(project, arn)).toMatchObject({ status: 'not_attempted', code: 'secret_access_denied' });
  expect(product.spent()).toMatchObject({ reads: 0, jira: 0 });
  expect(assumed().filter((role) => role !== `${project}-reader`)).toEqual([]);
  const keys = await ask('POST /v1/secrets/keys', { arn: secretOf(other), project });
  expect(keys).toMatchObject({ httpStatus: 424, body: { code: 'secret_access_denied' } });
  expect(calls('GetSecretValue')).toEqual([]);
});

it('a project without a store of its own uses the workspace’s, and only that', async () => {
  expect((await test('demo', GUIDE.arn))['code']).toBe('key_not_found');
  expect(await test('demo', secretOf('payments'))).toMatchObject({ status: 'authorized' });
  expect(assumed().filter((role) => role.endsWith('-reader'))).toEqual([]);
  expect(readsUnder('payments-reader')).toEqual([]);
});

it('a secret beyond the accounts of the project’s store is out of scope, before AWS is asked anything', async () => {
  await makeProject('abroad');
  await ask('PUT /v1/stores/projects/abroad', store('abroad-reader', { accounts: [OTHER_ACCOUNT] }));
  product.resetCounts();
  const { httpStatus, body } = await ask('POST /v1/connections/test', connection('abroad', secretOf('abroad')));
  expect([httpStatus, body['code'] ?? body['status']]).toEqual([422, 'arn_out_of_scope']);
  const [stored] = (await ask('GET /v1/connections?project=abroad')).body['items'];
  expect((await ask(`POST /v1/connections/${stored.id}/test`)).body).toMatchObject({ status: 'not_attempted', code: 'arn_out_of_scope' });
  expect(product.spent()).toEqual({ reads: 0, tags: 0, sessions: 0, jira: 0 });
});

describe('role_unavailable, and no other role is tried, where', () => {
  /** What a test says and costs, and what the test of the store says of it. */
  const outcomeOf = async (project: string): Promise<Loose> => {
    product.resetCounts();
    const { status, code } = await test(project);
    const { body } = await ask(`POST /v1/stores/projects/${project}/test`, { secretArns: [secretOf(project)] });
    const others = assumed().filter((role) => role !== `${project}-reader` && role !== 'none');
    const values = calls('GetSecretValue').filter(({ outcome }) => outcome === 'ok').length;
    return { status, code, others, values, jira: product.spent().jira, store: body['status'], ...checksOf(body) };
  };
  const REFUSED = { status: 'not_attempted', code: 'role_unavailable', others: [], values: 0, jira: 0, store: 'failed', role: 'role_unavailable' };

  it('the trust policy asks for another external ID', async () => {
    await makeProject('wrong-id');
    await makeReader('wrong-id', ({ trust, permissions }) => ({
      trust: JSON.parse(JSON.stringify(trust).replace(/"sts:ExternalId":"[^"]+"/, '"sts:ExternalId":"that-of-another"')),
      permissions,
    }));
    await ask('PUT /v1/stores/projects/wrong-id', store('wrong-id-reader'));
    expect(await outcomeOf('wrong-id')).toMatchObject({ ...REFUSED, external_id: 'skipped', read: 'skipped' });
  });

  it('the trust policy is for another project', async () => {
    await makeProject('wrong-tag');
    await makeReader('wrong-tag', ({ trust, permissions }) => ({
      trust: JSON.parse(JSON.stringify(trust).replaceAll('"wrong-tag"', '"payments"')),
      permissions,
    }));
    await ask('PUT /v1/stores/projects/wrong-tag', store('wrong-tag-reader'));
    expect(await outcomeOf('wrong-tag')).toMatchObject(REFUSED);
  });

  it('the role was deleted after it had been used', async () => {
    await makeProject('gone');
    await makeReader('gone');
    await ask('PUT /v1/stores/projects/gone', store('gone-reader'));
    expect(await test('gone')).toMatchObject({ status: 'authorized' });
    await removeRole('gone-reader');
    // The value is cached for a minute; without it the role is asked for.
    expect((await ask('DELETE /v1/secrets/cache?project=gone')).httpStatus).toBe(204);
    expect(await outcomeOf('gone')).toMatchObject(REFUSED);
  });
});

it('a role that anybody may assume works, and the test of the store says what is wrong with it', async () => {
  await makeProject('open');
  await makeReader('open', ({ trust, permissions }) => ({ trust: JSON.parse(JSON.stringify(trust).replace(/"sts:ExternalId":"[^"]+",/, '')), permissions }));
  await ask('PUT /v1/stores/projects/open', store('open-reader'));
  expect(await test('open')).toMatchObject({ status: 'authorized' });
  const { body } = await ask('POST /v1/stores/projects/open/test', { secretArns: [secretOf('open')] });
  expect(body).toMatchObject({ status: 'failed' });
  expect(body['checks'].find((check: Loose) => check['name'] === 'external_id')).toMatchObject({
    status: 'failed',
    fix: { text: expect.stringContaining('sts:ExternalId') },
  });
});

it('a dry run of another store lists what would stop, and stores nothing', async () => {
  const before = await ask('GET /v1/stores/projects/payments');
  const { httpStatus, body } = await ask('PUT /v1/stores/projects/payments?dryRun=true', store('payments-reader', { accounts: [OTHER_ACCOUNT] }));
  expect(httpStatus).toBe(200);
  expect(body['stopsResolving']).toMatchObject([{ code: 'arn_out_of_scope', secretArn: secretOf('payments') }]);
  const otherRole = await ask('PUT /v1/stores/projects/payments?dryRun=true', store('billing-reader'));
  expect(otherRole.body).toMatchObject({ stopsResolving: [], mayStop: [{ code: 'role_unavailable', secretArns: [secretOf('payments')] }] });
  expect((await ask('GET /v1/stores/projects/payments')).body).toEqual(before.body);
  expect(await test('payments')).toMatchObject({ status: 'authorized' });
});

describe('a changed secret', () => {
  const change = async (project: string, value: string): Promise<void> => {
    const text = JSON.stringify({ [KEY]: product.remember(value) });
    // Its event would have it forgotten.
    product.stack.aws.faults.set({ kind: 'lost_event', action: 'PutSecretValue', times: 1 });
    await product.askAws('PutSecretValue', { SecretId: secretOf(project), SecretString: text, ClientRequestToken: crypto.randomUUID() });
  };
  const versionOf = (body: Loose): string => body['secrets'][0].versionId;

  it('is read from the cache until it is forgotten, and then at once, in the environment that tests', async () => {
    const cached = await test('payments');
    expect(cached['code']).toBe('ok');
    await change('payments', freshToken());
    expect(await test('payments')).toMatchObject({ code: 'ok', secrets: [{ versionId: versionOf(cached) }] });
    expect((await ask(`DELETE /v1/secrets/cache?arn=${encodeURIComponent(secretOf('payments'))}&project=payments`)).httpStatus).toBe(204);
    product.resetCounts();
    const after = await test('payments');
    expect(after['code']).toBe('bad_credentials');
    expect(versionOf(after)).not.toBe(versionOf(cached));
    expect(readsUnder('payments-reader').length).toBeGreaterThan(0);
    await change('payments', product.stack.seed.account.token);
    await ask('DELETE /v1/secrets/cache?project=payments');
    expect((await test('payments'))['code']).toBe('ok');
  });

  it('stays cached in a project that was not told to forget', async () => {
    expect((await test('billing'))['code']).toBe('ok');
    await ask('DELETE /v1/secrets/cache?project=payments');
    product.resetCounts();
    expect((await test('billing'))['code']).toBe('ok');
    expect(product.spent().reads).toBe(0);
    await ask('DELETE /v1/secrets/cache');
    expect((await test('billing'))['code']).toBe('ok');
    expect(product.spent().reads).toBe(1);
  });
});

it('a project whose store was taken away uses the workspace’s again, from the next test on', async () => {
  const { headers } = await ask('GET /v1/stores/projects/billing');
  expect((await product.call('DELETE /v1/stores/projects/billing', undefined, { ...admin, 'if-match': headers.get('etag') ?? '' })).httpStatus).toBe(204);
  await ask('DELETE /v1/secrets/cache?project=billing');
  product.resetCounts();
  expect(await test('billing', secretOf('payments'))).toMatchObject({ status: 'authorized' });
  expect(readsUnder('billing-reader')).toEqual([]);
});
