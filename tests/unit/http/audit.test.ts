import { beforeEach, expect, it } from 'vitest';
import * as v from 'valibot';
import { AuditPage } from '../../../shared/http/secret-schemas.ts';
import type { Intent } from '../../../shared/verifications/verification-store.ts';
import { ARN, type Ask, type Handlers, startHandlers, START, type Told } from '../../helpers/stored-connections.ts';

const OTHER_ARN = 'arn:aws:secretsmanager:us-east-1:137149879143:secret:team/other-AbCdEf';
const ADMIN = { roles: ['demo:admin'] };

let handlers: Handlers;
beforeEach(async () => {
  handlers = await startHandlers();
});

const audit = (ask: Ask = ADMIN): Promise<Told> => handlers.call('GET /v1/audit', ask);
const entriesOf = ({ body }: Told): v.InferOutput<typeof AuditPage>['items'] => v.parse(AuditPage, body).items;

const intent = (minute: number, more: Partial<Intent> = {}): Intent => ({
  id: `ver_${String(minute).padStart(32, '0')}`,
  at: new Date(START - 3_600_000 + minute * 60_000).toISOString(),
  action: 'test',
  caller: 'ada',
  project: 'demo',
  connectionId: null,
  connector: 'jira-dc',
  method: 'pat',
  hosts: ['jira.example.com'],
  secrets: [{ arn: ARN, key: 'token', field: '/config/personalAccessToken' }],
  ...more,
});
const write = async (...intents: readonly Intent[]): Promise<void> => {
  for (const each of intents) await handlers.stores.verifications.begin(each);
};

it('a test of a stored connection is told with who, which secret, which host and what came of it; no value', async () => {
  const { id } = await handlers.create();
  await handlers.call('POST /v1/connections/{id}/test', { id, roles: ['demo:tester'], subject: 'tess' });
  const told = await audit();
  expect(told.text).not.toContain(handlers.target.canary);
  expect(entriesOf(told)).toEqual([
    {
      id: expect.stringMatching(/^ver_/),
      at: new Date(START).toISOString(),
      action: 'test',
      caller: 'tess',
      project: 'demo',
      connectionId: id,
      connector: 'jira-dc',
      method: 'pat',
      hosts: ['jira.example.com'],
      secrets: [{ arn: ARN, key: 'prod.jira.secret.key', field: '/config/personalAccessToken' }],
      result: { status: 'authorized', code: 'ok', httpStatus: 200, versionIds: ['v1'] },
    },
  ]);
});

it('what is under way, or died, is told too', async () => {
  await write(intent(1, { action: 'list_keys', connector: null, method: null, hosts: [], secrets: [{ arn: ARN, key: null, field: null }] }));
  expect(entriesOf(await audit())).toMatchObject([{ action: 'list_keys', result: null }]);
});

it('deleting a connection leaves what was done with it', async () => {
  const { id } = await handlers.create();
  await handlers.call('POST /v1/connections/{id}/test', { id });
  expect((await handlers.call('DELETE /v1/connections/{id}', { id })).status).toBe(204);
  expect(entriesOf(await audit({ ...ADMIN, query: `connectionId=${id}` }))).toHaveLength(1);
});

it('the newest comes first, page by page', async () => {
  await write(intent(1), intent(3), intent(2));
  const first = await audit({ ...ADMIN, query: 'limit=2' });
  const second = await audit({ ...ADMIN, query: `limit=2&cursor=${first.body['nextCursor']}` });
  expect([...entriesOf(first), ...entriesOf(second)].map(({ id }) => Number(id.slice(-2)))).toEqual([3, 2, 1]);
  expect(second.body['nextCursor']).toBeNull();
});

it('filters are ANDed, and exact', async () => {
  const connectionId = `con_${'1'.repeat(32)}`;
  await write(
    intent(1),
    intent(2, { caller: 'eve' }),
    intent(3, { connectionId }),
    intent(4, { caller: 'eve', secrets: [{ arn: OTHER_ARN, key: 'k', field: '/config/a' }] }),
  );
  const found = async (query: string) => entriesOf(await audit({ ...ADMIN, query })).map(({ id }) => Number(id.slice(-2)));
  expect(await found(`secretArn=${encodeURIComponent(OTHER_ARN)}`)).toEqual([4]);
  expect(await found('caller=eve')).toEqual([4, 2]);
  expect(await found('caller=ev')).toEqual([]);
  expect(await found(`caller=eve&secretArn=${encodeURIComponent(ARN)}`)).toEqual([2]);
  expect(await found(`connectionId=${connectionId}`)).toEqual([3]);
  expect(await found(`connectionId=${connectionId}&caller=eve`)).toEqual([]);
});

it('each project has its own', async () => {
  await write(intent(1), intent(2, { project: 'other' }));
  expect(entriesOf(await audit({ roles: ['demo:admin'] }))).toMatchObject([{ project: 'demo' }]);
  expect(entriesOf(await audit({ roles: ['*:admin'], query: 'project=other' }))).toMatchObject([{ project: 'other' }]);
});

it("a test of the workspace's store is told to who manages all projects, and in no project", async () => {
  expect((await handlers.call('POST /v1/stores/workspace/test', { roles: ['*:admin'], subject: 'root', body: { secretArns: [ARN] } })).status).toBe(200);
  expect(entriesOf(await audit({ roles: ['*:admin'], query: 'project=*' }))).toMatchObject([
    { action: 'test_store', caller: 'root', project: '*', secrets: [{ arn: ARN, key: null, field: null }] },
  ]);
  expect(entriesOf(await audit({ roles: ['*:admin'], query: 'project=demo' }))).toEqual([]);
});

it('who asked for the keys of a secret is told', async () => {
  expect(await handlers.call('POST /v1/secrets/keys', { body: { arn: ARN } })).toMatchObject({ status: 200, body: { keys: ['prod.jira.secret.key'] } });
  expect(entriesOf(await audit())).toMatchObject([{ action: 'list_keys', caller: 'ada', project: 'demo', secrets: [{ arn: ARN }], result: { code: 'ok' } }]);
});

it.each<[readonly string[], string, number]>([
  [['demo:editor'], '', 403],
  [['demo:admin'], 'project=other', 403],
  [['demo:admin', 'other:editor'], 'project=other', 403],
  [['demo:admin', 'other:admin'], '', 400],
  [['*:admin'], '', 400],
  [['*:editor'], 'project=demo', 403],
  [[], '', 403],
  [['demo:admin'], 'project=*', 403],
  [['*:editor', 'demo:admin'], 'project=*', 403],
])('%j with the query %j: HTTP %i', async (roles, query, status) => {
  expect((await audit({ roles, query })).status).toBe(status);
});

it.each([
  ['project=Demo', '?project'],
  ['project=**', '?project'],
  ['secretArn=prod', '?secretArn'],
  ['connectionId=con_1', '?connectionId'],
  ['caller=', '?caller'],
  [`caller=${'x'.repeat(2049)}`, '?caller'],
  ['caller=a&caller=b', '?caller'],
  ['callers=a', '?callers'],
  ['limit=101', '?limit'],
  ['cursor=bm9uZQ', '?cursor'],
])('a query that is not as declared (%s) is refused', async (query, pointer) => {
  expect(await audit({ ...ADMIN, query })).toMatchObject({ status: 400, body: { code: 'schema_invalid', errors: [{ pointer }] } });
});
