import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { INTEGRATION_ROLE } from '../../infra/local/integration-role.ts';
import { GUIDE } from '../../infra/local/seed.ts';
import { assumeRole } from '../helpers/administrator.ts';
import { freshToken } from '../helpers/canary.ts';
import { runCommand } from '../helpers/cli.ts';
import { type Answer, type Loose, maskOf, useProduct } from '../helpers/product.ts';
import { signatureOf } from '../helpers/sign.ts';
import { eventually } from '../helpers/eventually.ts';

const product = useProduct(async () => ({ settings: { IAM_ROLES: JSON.stringify({ [INTEGRATION_ROLE.arn]: ['demo:admin'] }) } }));
const COUNT = 5;
const USAGE = `GET /v1/secrets/usage?arn=${encodeURIComponent(GUIDE.arn)}`;
const ids: string[] = [];

const jira = (): Loose => ({ connector: 'jira-dc', config: { baseUrl: product.stack.jira.url, personalAccessToken: maskOf(GUIDE.key, GUIDE.arn) } });
const as = async (roles: readonly string[], route: string, more: { readonly subject?: string; readonly body?: unknown } = {}): Promise<Answer<Loose>> => {
  const token = await product.stack.token([...roles], more.subject === undefined ? {} : { subject: more.subject });
  return product.call(route, more.body, { authorization: `Bearer ${token}` });
};

beforeAll(async () => {
  for (let index = 0; index < COUNT; index += 1) {
    const project = index < COUNT - 1 ? 'demo' : 'other';
    const { body } = await as(['*:editor'], 'POST /v1/connections', { body: { name: `Jira ${index}`, project, ...jira() } });
    ids.push(body['id']);
  }
});

it('usage finds every dependent of the caller, page by page', async () => {
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const { body }: Answer<Loose> = await as(['demo:viewer'], `${USAGE}&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
    for (const item of body['items']) {
      expect(item).toMatchObject({ project: 'demo', connector: 'jira-dc', fields: ['/config/personalAccessToken'], keys: [GUIDE.key] });
      seen.push(item.connectionId);
    }
    cursor = body['nextCursor'];
  }
  expect(seen).toEqual([...new Set(seen)]);
  expect(seen).toEqual(expect.arrayContaining(ids.slice(0, -1)));
  expect(seen).not.toContain(ids.at(-1));
});

it("who the workspace's store names as owner sees all dependents, and nobody before", async () => {
  const owner = { subject: 'olga' };
  expect((await as([], USAGE, owner)).httpStatus).toBe(403);
  const { body } = await as(['*:admin'], 'GET /v1/stores/workspace');
  const { roleArn, accounts, regions, untaggedSecrets, listedHosts } = body;
  const secretOwners = [{ subject: 'olga', secretArns: [`${GUIDE.arn.slice(0, -6)}*`] }];
  const put = await as(['*:admin'], 'PUT /v1/stores/workspace', { body: { roleArn, accounts, regions, untaggedSecrets, listedHosts, secretOwners } });
  expect(put.httpStatus).toBe(201);
  const shown = await as([], USAGE, owner);
  expect(shown.body['items'].map((item: Loose) => item['connectionId'])).toEqual(expect.arrayContaining(ids));
});

it('the CLI shows them too', async () => {
  const env = { SMR_URL: product.stack.url, SMR_TOKEN: await product.stack.token(['other:viewer']) };
  const { exitCode, stdout, stderr } = await runCommand(['secrets', 'usage', GUIDE.arn], { env });
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(
    /^CONNECTION +PROJECT +CONNECTOR +STATE +KEYS +FIELDS\nJira 4 +other +jira-dc +untested +prod\.jira\.secret\.key +\/config\/personalAccessToken\n/,
  );
  expect(stdout).toContain('1 connection uses this secret.');
});

it('what was cached is read again after the order to forget it, and only then', async () => {
  const reads = async (): Promise<number> => {
    product.resetCounts();
    expect((await product.test(jira())).body).toMatchObject({ status: 'authorized' });
    return product.spent().reads;
  };
  await reads();
  expect(await reads()).toBe(0);
  expect((await as(['demo:admin'], `DELETE /v1/secrets/cache?arn=${encodeURIComponent(GUIDE.arn)}`)).httpStatus).toBe(204);
  expect(await reads()).toBe(1);
  expect(await reads()).toBe(0);
  expect((await as(['*:admin'], 'DELETE /v1/secrets/cache')).httpStatus).toBe(204);
  expect(await reads()).toBe(1);
});

it('the audit tells who used the secret, newest first, also after the connection is gone', async () => {
  const [id = ''] = ids;
  await as(['demo:tester'], `POST /v1/connections/${id}/test`, { subject: 'tess' });
  await as(['demo:editor'], `POST /v1/connections/${id}/test`, { subject: 'ed' });
  expect((await as(['demo:editor'], `DELETE /v1/connections/${id}`)).httpStatus).toBe(204);
  const told = async (query: string): Promise<Loose> => (await as(['demo:admin'], `GET /v1/audit?connectionId=${id}${query}`)).body;
  const first = await told('&limit=1');
  expect(first['items']).toMatchObject([{ caller: 'ed', action: 'test', secrets: [{ arn: GUIDE.arn, key: GUIDE.key }], result: { code: 'ok' } }]);
  expect((await told(`&limit=1&cursor=${first['nextCursor']}`))['items']).toMatchObject([{ caller: 'tess' }]);
  expect((await told('&caller=ed'))['items']).toHaveLength(1);
  expect((await as(['*:admin'], `GET /v1/audit?project=other&connectionId=${id}`)).body['items']).toEqual([]);
});

it('a session of a mapped IAM role does all this by its signature', async () => {
  const keys = await assumeRole(product.stack.aws.url, INTEGRATION_ROLE.arn);
  const signed = async (route: string): Promise<Answer<Loose>> => {
    const [method = '', path = ''] = route.replace(' ', ' /iam').split(' ');
    const headers = { 'content-type': 'application/json' };
    return product.call(`${method} ${path}`, undefined, await signatureOf({ url: product.stack.url + path, method, headers }, { keys }));
  };
  expect((await signed(USAGE)).body['items'].length).toBeGreaterThanOrEqual(COUNT - 2);
  expect((await signed('GET /v1/audit?limit=1')).body['items']).toHaveLength(1);
  expect((await signed('DELETE /v1/secrets/cache')).httpStatus).toBe(204);
  expect((await signed('GET /v1/audit?project=other')).httpStatus).toBe(403);
});

it('what the hourly watch finds stands beside the uses: a secret that was made again, with the mask to write instead', async () => {
  const [name, text] = [`remade/${randomUUID()}`, JSON.stringify({ token: product.remember(freshToken()) })];
  const arn = await product.createSecret(name, text, { 'connection-hosts': product.stack.jira.host });
  const config = { baseUrl: product.stack.jira.url, personalAccessToken: maskOf('token', arn) };
  await as(['demo:editor'], 'POST /v1/connections', { body: { name: 'Remade', connector: 'jira-dc', config } });
  const shown = async (): Promise<Loose> => (await as(['demo:viewer'], `GET /v1/secrets/usage?arn=${encodeURIComponent(arn)}`)).body;
  expect(await shown()).toMatchObject({ items: [{ name: 'Remade', rewrites: [] }], watch: null });
  await product.askAws('DeleteSecret', { SecretId: arn, ForceDeleteWithoutRecovery: true });
  const newArn = await product.createSecret(name, text, { 'connection-hosts': product.stack.jira.host });
  product.stack.clock.advance('PT1H');
  await eventually(async () => expect((await shown())['watch']).toMatchObject({ finding: 'recreated', newArn }));
  const rewrites = [{ field: '/config/personalAccessToken', mask: maskOf('token', arn), rewrite: maskOf('token', newArn) }];
  expect((await shown())['items']).toMatchObject([{ rewrites }]);
  const env = { SMR_URL: product.stack.url, SMR_TOKEN: await product.stack.token(['demo:viewer']) };
  const { stdout } = await runCommand(['secrets', 'usage', arn], { env });
  expect(stdout).toContain(`Remade  /config/personalAccessToken  ${maskOf('token', newArn)}`);
});
