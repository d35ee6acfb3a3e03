import { beforeAll, describe, expect, it } from 'vitest';
import { INTEGRATION_ROLE } from '../../infra/local/integration-role.ts';
import { GUIDE } from '../../infra/local/seed.ts';
import { askIam, assumeRole, createRole } from '../helpers/administrator.ts';
import { type Answer, type Loose, maskOf, useProduct } from '../helpers/product.ts';
import { type Keys, signatureOf, type Signing } from '../helpers/sign.ts';

const ACCOUNT = '137149879143';
const NARROW = `arn:aws:iam::${ACCOUNT}:role/narrow`;
const SILENT = `arn:aws:iam::${ACCOUNT}:role/silent`;
const IAM_ROLES = JSON.stringify({ [INTEGRATION_ROLE.arn]: ['demo:editor'], [NARROW]: ['demo:editor'], [SILENT]: ['demo:editor'] });
const TRUST = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' }] };
const invoking = (...paths: string[]): unknown => ({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: paths.map((path) => `arn:aws:execute-api:us-east-1:${ACCOUNT}:local/$default/${path}`) },
  ],
});

const product = useProduct(async () => ({ settings: { IAM_ROLES }, hasSchedules: false }));
let keys: Required<Keys>;
const sessionOf = (arn: string, fields?: Record<string, string>): Promise<Required<Keys>> => assumeRole(product.stack.aws.url, arn, fields);
const roleWith = (name: string, ...permissions: unknown[]): Promise<string> => createRole(product.stack.aws.url, name, { trust: TRUST, permissions });

beforeAll(async () => {
  keys = await sessionOf(INTEGRATION_ROLE.arn);
  await roleWith('narrow', invoking('GET/iam/v1/connections', 'POST/iam/v1/connections/lint'));
  await roleWith('silent');
  await roleWith('stranger', invoking('*/iam/v1/*'));
});

type Change = { readonly route?: string; readonly body?: unknown; readonly headers?: Record<string, string> };

/** Signs one request and sends it, changed or not. */
async function signed(
  route: string,
  { body, signing = {}, change = {} }: { body?: unknown; signing?: Partial<Signing>; change?: Change } = {},
): Promise<Answer<Loose>> {
  const [method = '', path = ''] = route.split(' ');
  const text = body === undefined ? {} : { body: JSON.stringify(body) };
  const headers = { 'content-type': 'application/json' };
  const proof = await signatureOf({ url: product.stack.url + path, method, headers, ...text }, { keys, ...signing });
  return product.call(change.route ?? route, change.body ?? body, { ...proof, ...change.headers });
}

const jira = (): Loose => ({ connector: 'jira-dc', config: { baseUrl: product.stack.jira.url, personalAccessToken: maskOf(GUIDE.key, GUIDE.arn) } });

it('a session of the local caller role is an editor of demo: it lists, stores, lints and tests', async () => {
  const created = await signed('POST /iam/v1/connections', { body: { name: 'Signed', ...jira(), labels: { by: 'iam' } } });
  expect(created).toMatchObject({ httpStatus: 201, body: { project: 'demo', revision: 1 } });
  const listed = await signed('GET /iam/v1/connections?label=by%3Aiam&limit=1');
  expect(listed.body['items']).toMatchObject([{ id: created.body['id'] }]);
  const byArn = await signed(`GET /iam/v1/connections?secretArn=${encodeURIComponent(GUIDE.arn)}&project=demo`);
  expect(byArn.body['items']).toMatchObject([{ id: created.body['id'] }]);
  expect((await signed('POST /iam/v1/connections/lint', { body: jira() })).body).toMatchObject({ valid: true });
  expect((await signed('POST /iam/v1/connections/test', { body: jira() })).body).toMatchObject({ status: 'authorized', code: 'ok' });
  expect((await signed(`POST /iam/v1/connections/${created.body['id']}/test`)).body).toMatchObject({ status: 'authorized' });
  expect((await signed('GET /iam/v1/connectors/jira-dc')).body).toMatchObject({ id: 'jira-dc' });
});

it('the audit names the session, and an editor neither sees it nor changes a store', async () => {
  await signed('POST /iam/v1/connections/test', { body: jira() });
  const authorization = `Bearer ${await product.stack.token(['demo:admin'])}`;
  const caller = `arn:aws:sts::${ACCOUNT}:assumed-role/local-integration/ci`;
  const { body } = await product.call(`GET /v1/audit?project=demo&caller=${encodeURIComponent(caller)}&limit=1`, undefined, { authorization });
  expect(body['items']).toMatchObject([{ caller, action: 'test', result: { code: 'ok' } }]);
  const storeNow = async (): Promise<Loose> => (await product.call('GET /v1/stores/projects/demo', undefined, { authorization })).body;
  const before = await storeNow();
  const store = { roleArn: `arn:aws:iam::${ACCOUNT}:role/secret-mask-resolver/narrow`, accounts: [ACCOUNT], regions: ['us-east-1'] };
  for (const [route, sent] of [
    ['GET /iam/v1/audit?project=demo'],
    ['GET /iam/v1/stores/projects/demo'],
    ['PUT /iam/v1/stores/projects/demo', store],
    ['DELETE /iam/v1/stores/projects/demo'],
    ['PUT /iam/v1/stores/workspace', store],
  ] as const)
    expect(await signed(route, { body: sent })).toMatchObject({ httpStatus: 403, body: { code: 'not_allowed' } });
  expect(before).toMatchObject({ scope: 'workspace', revision: 0 });
  expect(await storeNow()).toEqual(before);
});

describe('no function runs and no secret is read for', () => {
  const test = 'POST /iam/v1/connections/test';
  /** The answer, how many functions ran for it, and what it cost at AWS and at the target. */
  const outcomeOf = async (answer: Promise<Answer<Loose>>): Promise<Loose> => {
    const invoked = (): number => product.stack.lines.filter((line) => line.startsWith('[')).length;
    const before = invoked();
    const { httpStatus, body } = await answer;
    return { httpStatus, message: body['message'], functions: invoked() - before, ...product.spent() };
  };
  const NOTHING = { functions: 0, reads: 0, tags: 0, sessions: 0, jira: 0 };
  const REFUSED = { httpStatus: 403, message: 'Forbidden', ...NOTHING };

  it.each<readonly [string, () => Partial<Signing>]>([
    ['a wrong secret key', () => ({ keys: { ...keys, secretAccessKey: keys.secretAccessKey.toLowerCase() } })],
    ['no session token', () => ({ keys: { accessKeyId: keys.accessKeyId, secretAccessKey: keys.secretAccessKey } })],
    ['the session token of another session', () => ({ keys: { ...keys, sessionToken: keys.sessionToken.split('').toReversed().join('') } })],
    ['an unknown key, which is the administrator’s elsewhere', () => ({ keys: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' } })],
    ['another region', () => ({ region: 'eu-west-1' })],
    ['another service', () => ({ service: 'secretsmanager' })],
    ['a signature of six minutes ago', () => ({ at: new Date(Date.now() - 360_000) })],
  ])('%s', async (_, signing) => {
    expect(await outcomeOf(signed(test, { body: jira(), signing: signing() }))).toEqual(REFUSED);
  });

  it.each<readonly [string, string, Change]>([
    ['another body', test, { body: { connector: 'generic-http', config: {} } }],
    ['another path', 'POST /iam/v1/connections/lint', { route: test }],
    ['another query', 'GET /iam/v1/connections?limit=1', { route: 'GET /iam/v1/connections?limit=2' }],
    ['a longer query', 'GET /iam/v1/connections?limit=1', { route: 'GET /iam/v1/connections?limit=1&project=other' }],
    ['a header of AWS that was not signed', test, { headers: { 'x-amz-meta': 'x' } }],
  ])('%s than was signed', async (_, route, change) => {
    expect(await outcomeOf(signed(route, { ...(route.startsWith('POST') && { body: jira() }), change }))).toEqual(REFUSED);
  });

  it('a request without any signature', async () => {
    const answer = fetch(`${product.stack.url}/iam/v1/connections`).then(async (response) => ({
      httpStatus: response.status,
      headers: response.headers,
      body: JSON.parse(await response.text()),
    }));
    expect(await outcomeOf(answer)).toEqual(REFUSED);
  });

  it('a token on a route with IAM authorization', async () => {
    expect(await outcomeOf(product.call(test, jira()))).toEqual(REFUSED);
  });

  it('a signature on a route with tokens', async () => {
    expect(await outcomeOf(signed('POST /v1/connections/test', { body: jira() }))).toEqual({ ...NOTHING, httpStatus: 401, message: 'Unauthorized' });
  });

  it('a role whose policies do not allow execute-api:Invoke', async () => {
    const silent = await administratorsOf(SILENT);
    expect(await outcomeOf(signed(test, { body: jira(), signing: { keys: silent } }))).toEqual(REFUSED);
  });

  it('a role whose policies allow other routes only', async () => {
    const narrow = await administratorsOf(NARROW);
    expect((await signed('GET /iam/v1/connections', { signing: { keys: narrow } })).httpStatus).toBe(200);
    expect(await outcomeOf(signed(test, { body: jira(), signing: { keys: narrow } }))).toEqual(REFUSED);
  });

  it('a session whose role was deleted', async () => {
    const arn = await roleWith('gone', invoking('*/iam/v1/*'));
    const gone = await administratorsOf(arn);
    await askIam(product.stack.aws.url, 'DeleteRolePolicy', { RoleName: 'gone', PolicyName: 'policy-1' });
    await askIam(product.stack.aws.url, 'DeleteRole', { RoleName: 'gone' });
    expect(await outcomeOf(signed(test, { body: jira(), signing: { keys: gone } }))).toEqual(REFUSED);
  });

  it('a session that has ended', async () => {
    const short = await administratorsOf(INTEGRATION_ROLE.arn, { DurationSeconds: '900' });
    product.stack.clock.advance('PT16M');
    const at = new Date(product.stack.clock.now());
    expect((await signed('GET /iam/v1/connections', { signing: { keys: await administratorsOf(INTEGRATION_ROLE.arn), at } })).httpStatus).toBe(200);
    product.resetCounts();
    expect(await outcomeOf(signed(test, { body: jira(), signing: { keys: short, at } }))).toEqual(REFUSED);
  });

  // Its AssumeRole is not one of the product's.
  async function administratorsOf(arn: string, fields?: Record<string, string>): Promise<Required<Keys>> {
    const session = await sessionOf(arn, fields);
    product.resetCounts();
    return session;
  }
});

it('a role that is not in the map may call, and has no rights: the product says so itself', async () => {
  const stranger = await sessionOf(`arn:aws:iam::${ACCOUNT}:role/stranger`);
  product.resetCounts();
  const at = new Date(product.stack.clock.now());
  for (const [route, body] of [
    ['POST /iam/v1/connections/test', jira()],
    ['GET /iam/v1/connections', undefined],
  ] as const)
    expect(await signed(route, { body, signing: { keys: stranger, at } })).toMatchObject({ httpStatus: 403, body: { code: 'not_allowed' } });
  expect(product.spent()).toEqual({ reads: 0, tags: 0, sessions: 0, jira: 0 });
});
