import { expect, it } from 'vitest';
import { freshToken } from '../helpers/canary.ts';
import { type Loose, useProduct } from '../helpers/product.ts';

const product = useProduct(async () => ({ hasSchedules: false }));
const as = async (...roles: readonly string[]): Promise<Record<string, string>> => ({ authorization: `Bearer ${await product.stack.token(roles)}` });
const secret = (name: string, tags: Record<string, string>): Promise<string> =>
  product.createSecret(`${name}-${freshToken()}`, JSON.stringify({ 'api.key': product.remember(freshToken()), user: 'bot' }), tags);
const outcomes = (body: Loose, arn: string | null): readonly string[] =>
  body['checks'].filter((check: Loose) => check['secretArn'] === arn).map((check: Loose) => `${check['name']} ${check['status']}`);

it('the keys of a secret are read by the deployed function under its reader role, once', async () => {
  const arn = await secret('keys', { 'connection-hosts': 'jira.example.com' });
  product.resetCounts();
  const { httpStatus, body } = await product.call('POST /v1/secrets/keys', { arn });
  expect([httpStatus, body]).toEqual([200, { arn, keys: ['api.key', 'user'] }]);
  expect(product.spent()).toMatchObject({ reads: 1, tags: 1, jira: 0 });
});

it('the keys of an untagged secret, or of one for another project, are refused without a read', async () => {
  for (const tags of [{}, { 'connection-hosts': 'jira.example.com', 'connection-projects': 'crm' }]) {
    const { httpStatus, body } = await product.call('POST /v1/secrets/keys', { arn: await secret('refused', tags) });
    expect([httpStatus, body['code']]).toEqual([424, 'destination_denied']);
  }
  expect(product.spent().reads).toBe(0);
});

it('the audit of the project has who asked for the keys', async () => {
  const arn = await secret('audited', { 'connection-hosts': 'jira.example.com' });
  const asker = `Bearer ${await product.stack.token(['demo:editor'], { subject: 'key-reader' })}`;
  await product.call('POST /v1/secrets/keys', { arn }, { authorization: asker });
  const { body } = await product.call(`GET /v1/audit?project=demo&secretArn=${encodeURIComponent(arn)}`, undefined, await as('demo:admin'));
  expect(body['items']).toMatchObject([
    { action: 'list_keys', caller: 'key-reader', project: 'demo', secrets: [{ arn, key: null, field: null }], result: { code: 'ok' } },
  ]);
});

it('the store of the deployment passes its test: the trust policies of its roles let nobody in without the external ID', async () => {
  const [tagged, bare] = [await secret('tried', { 'connection-hosts': 'jira.example.com' }), await secret('bare', {})];
  product.resetCounts();
  const { httpStatus, body } = await product.call('POST /v1/stores/workspace/test', { secretArns: [tagged, bare] }, await as('*:admin'));
  expect([httpStatus, body['status'], outcomes(body, null)]).toEqual([
    200,
    'failed',
    ['role ok', 'external_id ok', 'rehearsal_role ok', 'rehearsal_external_id ok', 'scope ok'],
  ]);
  expect(outcomes(body, tagged)).toEqual(['scope ok', 'tags ok', 'read ok', 'decrypt ok']);
  expect(outcomes(body, bare)).toEqual(['scope ok', 'tags failed', 'read skipped', 'decrypt skipped']);
  expect(product.spent()).toMatchObject({ reads: 1, tags: 2, jira: 0 });
});

it('a test that names no secret takes those that stored connections name', async () => {
  const arn = await secret('in-use', { 'connection-hosts': product.stack.jira.host });
  const config = { baseUrl: product.stack.jira.url, personalAccessToken: `{{workato:sm:api.key:${arn}}}` };
  await product.call('POST /v1/connections', { name: 'Used', connector: 'jira-dc', method: 'pat', config });
  for (const [route, roles] of [
    ['POST /v1/stores/projects/demo/test', 'demo:admin'],
    ['POST /v1/stores/workspace/test', '*:admin'],
  ] as const) {
    const { httpStatus, body } = await product.call(route, undefined, await as(roles));
    expect([httpStatus, outcomes(body, arn)]).toEqual([200, ['scope ok', 'tags ok', 'read ok', 'decrypt ok']]);
  }
});

it('a store whose role is not there is told so, and nothing is read', async () => {
  const roleArn = 'arn:aws:iam::137149879143:role/secret-mask-resolver/nobody';
  const admin = await as('*:admin');
  const put = await product.call('PUT /v1/stores/projects/demo', { roleArn, accounts: ['137149879143'], regions: ['us-east-1'] }, admin);
  expect(put.httpStatus).toBe(201);
  const arn = await secret('unread', { 'connection-hosts': 'jira.example.com' });
  product.resetCounts();
  const { body } = await product.call('POST /v1/stores/projects/demo/test', { secretArns: [arn] }, admin);
  expect([body['status'], outcomes(body, null)]).toEqual(['failed', ['role failed', 'external_id skipped', 'rehearsal_role skipped', 'scope ok']]);
  expect(product.spent()).toMatchObject({ reads: 0, tags: 0 });
  await product.call('DELETE /v1/stores/projects/demo', undefined, admin);
});
