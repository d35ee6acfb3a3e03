import { DynamoDBClient, ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GUIDE, REPORTING, RETIRED } from '../../infra/local/seed.ts';
import { leaksIn } from '../helpers/canary.ts';
import { type Answer, type Loose, maskOf, useProduct } from '../helpers/product.ts';

const product = useProduct(async () => ({ hasSchedules: false }));
const jira = (mask = maskOf(GUIDE.key, GUIDE.arn)) => ({
  name: 'Jira',
  connector: 'jira-dc',
  config: { baseUrl: product.stack.jira.url, personalAccessToken: mask },
});
const as = async (...roles: string[]): Promise<Record<string, string>> => ({ authorization: `Bearer ${await product.stack.token(roles)}` });
const create = (more: Record<string, unknown> = {}, headers: Record<string, string> = {}): Promise<Answer<Loose>> =>
  product.call('POST /v1/connections', { ...jira(), ...more }, headers);

let dynamo: DynamoDBClient;
beforeAll(() => {
  // A key that no function was given: the account's administrator.
  const credentials = { accessKeyId: 'AKIAADMINISTRATOR000', secretAccessKey: 'none' };
  dynamo = new DynamoDBClient({ endpoint: product.stack.aws.url, region: 'us-east-1', credentials });
});
afterAll(() => dynamo.destroy());

async function everyItem(): Promise<ReadonlyMap<string, string>> {
  const { TableNames = [] } = await dynamo.send(new ListTablesCommand({}));
  const scans = await Promise.all(TableNames.map(async (TableName) => [TableName, await dynamo.send(new ScanCommand({ TableName }))] as const));
  return new Map(scans.map(([name, { Items }]) => [name, JSON.stringify(Items)]));
}

it('a connection is stored, tested as it is, found, changed, voided and deleted', async () => {
  const created = await create({ labels: { team: 'core' } });
  expect(created.httpStatus).toBe(201);
  expect(created.body).toMatchObject({ project: 'demo', method: 'pat', revision: 1, standing: { state: 'untested' } });
  const path = created.headers.get('location') ?? '';
  expect([path, created.headers.get('etag')]).toEqual([`/v1/connections/${created.body['id']}`, '"1"']);

  const tested = await product.call(`POST ${path}/test`);
  expect(tested.body).toMatchObject({ status: 'authorized', code: 'ok', connectionId: created.body['id'], secrets: [{ arn: GUIDE.arn, key: GUIDE.key }] });
  expect(tested.body).not.toHaveProperty('recorded');

  const versionId = tested.body['secrets'][0].versionId;
  for (const filter of ['label=team:core', 'state=connected', 'connector=jira-dc', 'project=demo', `secretArn=${encodeURIComponent(GUIDE.arn)}`]) {
    const { body } = await product.call(`GET /v1/connections?${filter}`);
    expect(body['items']).toMatchObject([{ id: created.body['id'], standing: { state: 'connected', code: 'ok', versionIds: [versionId] } }]);
  }
  expect((await product.call(`GET ${path}/verifications`)).body).toEqual({ items: [tested.body], nextCursor: null });

  expect((await product.call(`PATCH ${path}`, { name: 'Jira of the core team' })).body['code']).toBe('if_match_missing');
  const renamed = await product.call(`PATCH ${path}`, { name: 'Jira of the core team' }, { 'if-match': '"1"', 'content-type': 'application/merge-patch+json' });
  expect(renamed.body).toMatchObject({ revision: 2, standing: { state: 'connected' } });
  expect((await product.call(`PATCH ${path}`, { name: 'Late' }, { 'if-match': '"1"' })).httpStatus).toBe(412);
  const moved = await product.call(`PATCH ${path}`, { config: { baseUrl: 'https://jira.example.com' } }, { 'if-match': renamed.headers.get('etag') ?? '' });
  expect(moved.body).toMatchObject({ revision: 3, standing: { state: 'untested', code: null } });
  expect((await product.call('GET /v1/connections?state=connected')).body['items']).toEqual([]);

  expect((await product.call(`DELETE ${path}`, undefined, { 'if-match': '"2"' })).httpStatus).toBe(412);
  expect((await product.call(`DELETE ${path}`)).httpStatus).toBe(204);
  for (const route of [`GET ${path}`, `GET ${path}/verifications`, `POST ${path}/test`]) expect((await product.call(route)).httpStatus).toBe(404);
  expect((await product.call(`GET /v1/connections?secretArn=${encodeURIComponent(GUIDE.arn)}`)).body['items']).toEqual([]);
});

it('what blocks a connection shows in its standing, with the fix in its history', async () => {
  const { body } = await create(jira(maskOf(REPORTING.key, REPORTING.arn)));
  await product.call(`POST /v1/connections/${body['id']}/test`);
  expect((await product.call(`GET /v1/connections/${body['id']}`)).body['standing']).toMatchObject({ state: 'blocked', code: 'destination_denied' });
  const { items } = (await product.call(`GET /v1/connections/${body['id']}/verifications`)).body;
  expect(items[0].fix.commands[0]).toContain('tag-resource');
  expect(product.spent()).toMatchObject({ reads: 0, jira: 0 });
});

it('a tester tests what is stored and nothing else, a viewer only looks, another project sees nothing', async () => {
  const { body } = await create(jira(maskOf(RETIRED.key, RETIRED.arn)));
  const statusOf = async (route: string, role: string, sent?: unknown): Promise<number> =>
    (await product.call(route, sent, { ...(await as(role)), 'if-match': '"1"' })).httpStatus;
  const path = `/v1/connections/${body['id']}`;
  expect(await statusOf(`POST ${path}/test`, 'demo:tester')).toBe(200);
  expect(await statusOf(`POST ${path}/test`, 'demo:tester', { config: { baseUrl: 'https://evil.example' } })).toBe(400);
  expect(await statusOf('POST /v1/connections/test', 'demo:tester', { connector: 'jira-dc', config: body['config'] })).toBe(403);
  expect(await statusOf(`GET ${path}/verifications`, 'demo:viewer')).toBe(200);
  expect(await statusOf(`POST ${path}/test`, 'demo:viewer')).toBe(403);
  expect(await statusOf(`DELETE ${path}`, 'demo:tester')).toBe(403);
  for (const route of [`GET ${path}`, `PATCH ${path}`, `DELETE ${path}`, `POST ${path}/test`, `GET ${path}/verifications`]) {
    expect([route, await statusOf(route, 'other:admin', route.startsWith('PATCH') ? { name: 'Mine' } : undefined)]).toEqual([route, 404]);
  }
  expect(product.spent().jira).toBe(1);
});

describe('a request with an Idempotency-Key', () => {
  it('is carried out once, also where it comes ten times at once', async () => {
    const told = await Promise.all(Array.from({ length: 10 }, () => create({ name: 'Once' }, { 'idempotency-key': 'once-1' })));
    expect(new Set(told.map(({ httpStatus }) => httpStatus)).has(201)).toBe(true);
    expect(told.every(({ httpStatus, body }) => httpStatus === 201 || body['code'] === 'idempotency_in_progress')).toBe(true);
    const ids = new Set(told.filter(({ httpStatus }) => httpStatus === 201).map(({ body }) => body['id']));
    expect(ids.size).toBe(1);
    const again = await create({ name: 'Once' }, { 'idempotency-key': 'once-1' });
    expect([again.headers.get('idempotent-replayed'), ids.has(again.body['id'])]).toEqual(['true', true]);
    expect((await create({ name: 'Twice' }, { 'idempotency-key': 'once-1' })).body['code']).toBe('idempotency_mismatch');
  });

  it('tests once, and the target is asked once', async () => {
    const { body } = await create({}, { 'idempotency-key': 'test-1' });
    const test = () => product.call(`POST /v1/connections/${body['id']}/test`, undefined, { 'idempotency-key': 'test-1' });
    expect((await test()).body).toEqual((await test()).body);
    expect(product.spent().jira).toBe(1);
  });
});

it('twenty writers of one revision: one of them wins, nothing is lost', async () => {
  const { body } = await create();
  const told = await Promise.all(
    Array.from({ length: 20 }, (_, at) => product.call(`PATCH /v1/connections/${body['id']}`, { labels: { [`writer-${at}`]: 'x' } }, { 'if-match': '"1"' })),
  );
  expect(told.map(({ httpStatus }) => String(httpStatus)).toSorted()).toEqual(['200', ...Array.from({ length: 19 }, () => '412')]);
  const stands = (await product.call(`GET /v1/connections/${body['id']}`)).body;
  expect(stands).toEqual(told.find(({ httpStatus }) => httpStatus === 200)?.body);
});

it('a literal credential is refused before anything is stored, and no table holds one', async () => {
  const literal = product.remember(`literal-${crypto.randomUUID()}`);
  const told = await create({ config: { ...jira().config, personalAccessToken: literal } }, { 'idempotency-key': 'literal-1' });
  expect([told.httpStatus, told.body['code']]).toEqual([422, 'plain_secret_refused']);
  const items = await everyItem();
  expect(items.size).toBeGreaterThanOrEqual(4);
  expect([...items.values()].join()).toContain('con_');
  expect(leaksIn(items, product.secrets)).toEqual([]);
});
