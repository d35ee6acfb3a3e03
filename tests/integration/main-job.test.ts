import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { GUIDE, REPORTING, RETIRED } from '../../infra/local/seed.ts';
import { freshToken } from '../helpers/canary.ts';
import { maskOf, useProduct } from '../helpers/product.ts';

const product = useProduct(async () => ({ hasSchedules: false }));
const jiraWith = (mask: string) => ({ connector: 'jira-dc', config: { baseUrl: product.stack.jira.url, personalAccessToken: mask } });

it("the guide's own mask comes back authorized, with the secret named and its value nowhere", async () => {
  const { httpStatus, headers, body } = await product.test(jiraWith(maskOf(GUIDE.key, GUIDE.arn)));
  expect(httpStatus).toBe(200);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('x-request-id')).toBeTruthy();
  expect(body).toEqual({
    id: expect.stringMatching(/^ver_[0-9a-f]{32}$/),
    connectionId: null,
    connector: 'jira-dc',
    method: 'pat',
    status: 'authorized',
    code: 'ok',
    message: 'Jira Data Center accepted the credentials.',
    fix: null,
    retryable: false,
    target: { host: product.stack.jira.host, httpStatus: 200 },
    identity: null,
    secrets: [{ arn: GUIDE.arn, key: GUIDE.key, field: '/config/personalAccessToken', versionId: expect.any(String), versionStage: 'AWSCURRENT' }],
    steps: ['find_masks', 'bind', 'fetch_secrets', 'guard', 'probe'].map((name) => ({ name, ms: expect.any(Number) })),
    startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    durationMs: expect.any(Number),
  });
});

it('user name and password of the same secret are accepted too', async () => {
  const config = { baseUrl: product.stack.jira.url, username: maskOf('prod.jira.user', GUIDE.arn), password: maskOf('prod.jira.password', GUIDE.arn) };
  expect((await product.test({ connector: 'jira-dc', method: 'basic', config })).body).toMatchObject({ status: 'authorized', code: 'ok', method: 'basic' });
});

it('a secret whose owner allows another host is not read; the fix, followed, ends in authorized at once', async () => {
  const refused = await product.test(jiraWith(maskOf(REPORTING.key, REPORTING.arn)));
  expect(refused.body).toMatchObject({
    status: 'not_attempted',
    code: 'destination_denied',
    target: { host: product.stack.jira.host, httpStatus: null },
    secrets: [],
  });
  expect(product.spent()).toMatchObject({ reads: 0, jira: 0 });
  const command: string = refused.body['fix'].commands[0];
  const [, Key, Value] = /--tags 'Key=([^,]+),Value=([^']+)'/.exec(command) ?? [];
  expect([Key, Value]).toEqual(['connection-hosts', `jira.example.com ${product.stack.jira.host}`]);
  await product.askAws('TagResource', { SecretId: REPORTING.arn, Tags: [{ Key, Value }] });
  expect((await product.test(jiraWith(maskOf(REPORTING.key, REPORTING.arn)))).body).toMatchObject({ status: 'authorized', code: 'ok' });
});

it('a wrong token is refused after one request', async () => {
  const { body } = await product.test(jiraWith(maskOf(RETIRED.key, RETIRED.arn)));
  expect(body).toMatchObject({ status: 'refused', code: 'bad_credentials', retryable: false, target: { httpStatus: 401 } });
  expect(product.spent().jira).toBe(1);
});

it('Prefer: outcome=status answers the outcome as HTTP status', async () => {
  const prefer = { prefer: 'respond-async, outcome=status' };
  const ask = async (mask: string, baseUrl = product.stack.jira.url) =>
    (await product.test({ connector: 'jira-dc', config: { baseUrl, personalAccessToken: mask } }, prefer)).httpStatus;
  expect(await ask(maskOf(GUIDE.key, GUIDE.arn))).toBe(200);
  const wrong = JSON.stringify({ token: product.remember(freshToken()) });
  const arn = await product.createSecret('outcome', wrong, { 'connection-hosts': product.stack.jira.host });
  expect(await ask(maskOf('token', arn))).toBe(422);
  // Jira locks accounts early: credentials that it has refused are not sent again.
  expect(await ask(maskOf('token', arn))).toBe(424);
  expect(await ask(maskOf('no.such.key', GUIDE.arn))).toBe(424);
  const { host } = product.stack.jira;
  await product.askAws('TagResource', { SecretId: GUIDE.arn, Tags: [{ Key: 'connection-hosts', Value: `${host} ${host}/elsewhere/` }] });
  expect(await ask(maskOf(GUIDE.key, GUIDE.arn), `${product.stack.jira.url}/elsewhere`)).toBe(502);
});

it('lint names all that is wrong without asking AWS or the target, and answers 200', async () => {
  const config = { baseUrl: product.stack.jira.url, personalAccessToken: `${maskOf(GUIDE.key, GUIDE.arn)} {{Workato:sm:k:${GUIDE.arn}}}` };
  const { httpStatus, body } = await product.call('POST /v1/connections/lint', { connector: 'jira-dc', config });
  expect(httpStatus).toBe(200);
  expect(body).toMatchObject({
    valid: false,
    errors: [
      {
        code: 'mask_near_miss',
        pointer: '/config/personalAccessToken',
        offset: maskOf(GUIDE.key, GUIDE.arn).length + 1,
        fix: { text: expect.stringContaining('{{workato:sm:k:') },
      },
    ],
    references: [{ field: '/config/personalAccessToken', offset: 0, key: GUIDE.key, path: null, arn: GUIDE.arn }],
  });
  expect(product.spent()).toEqual({ reads: 0, tags: 0, sessions: 0, jira: 0 });
});

it('the catalogue is listed a page at a time, and a connector shows what a form needs', async () => {
  const first = await product.call('GET /v1/connectors?limit=4');
  expect(first.body['items']).toHaveLength(4);
  const ids: string[] = first.body['items'].map((item: { id: string }) => item.id);
  for (let cursor = first.body['nextCursor']; cursor !== null;) {
    const { body } = await product.call(`GET /v1/connectors?limit=100&cursor=${cursor}`);
    ids.push(...body['items'].map((item: { id: string }) => item.id));
    cursor = body['nextCursor'];
  }
  expect(ids).toEqual([...new Set(ids)].sort());
  expect(ids.length).toBeGreaterThanOrEqual(267);
  expect(ids).toEqual(expect.arrayContaining(['generic-http', 'github', 'gitlab', 'jira-cloud', 'jira-dc', 'okta', 'openai', 'servicenow', 'slack', 'stripe']));
  const { body } = await product.call('GET /v1/connectors/jira-dc');
  expect(body['methods'][0]).toMatchObject({
    id: 'pat',
    fields: expect.arrayContaining([expect.objectContaining({ name: 'personalAccessToken', maskable: true, kind: 'secret' })]),
  });
  expect((await product.call('GET /v1/connectors/nothing-such')).body).toMatchObject({ code: 'not_found', status: 404 });
  expect((await product.call('GET /v1/connectors?limit=101')).body).toMatchObject({ code: 'schema_invalid', status: 400 });
});

it('the answers are as the OpenAPI document says', async () => {
  const { body: document } = await product.call('GET /openapi.json', undefined, { authorization: '' });
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ ...document, $id: 'openapi' }, 'openapi');
  const holds = (schema: string, body: unknown) => {
    const validate = ajv.getSchema(`openapi#/components/schemas/${schema}`);
    expect(validate?.(body), `${schema}: ${JSON.stringify(validate?.errors)}`).toBe(true);
  };
  holds('Verification', (await product.test(jiraWith(maskOf(GUIDE.key, GUIDE.arn)))).body);
  holds('Verification', (await product.test(jiraWith(maskOf('absent', GUIDE.arn)))).body);
  holds('Problem', (await product.test({ connector: 'jira-dc', config: { colour: 1 } })).body);
  holds('LintAnswer', (await product.call('POST /v1/connections/lint', jiraWith('{{workato:sm:x}}'))).body);
  holds('ConnectorPage', (await product.call('GET /v1/connectors')).body);
  for (const id of ['generic-http', 'jira-cloud', 'okta']) holds('ConnectorDetail', (await product.call(`GET /v1/connectors/${id}`)).body);
  holds('Health', (await product.call('GET /health', undefined, { authorization: '' })).body);
});

it('who has no token is turned away by the gateway, who has no right by the product', async () => {
  const tokenOf = async (...roles: string[]) => ({ authorization: `Bearer ${await product.stack.token(roles)}` });
  const body = jiraWith(maskOf(GUIDE.key, GUIDE.arn));
  const asked = async (headers: Record<string, string>, more = {}) => {
    const answer = await product.test({ ...body, ...more }, headers);
    return [answer.httpStatus, answer.body['code'] ?? answer.body['message']];
  };
  expect(await asked({ authorization: '' })).toEqual([401, 'Unauthorized']);
  expect(await asked({ authorization: 'Bearer x.y.z' })).toEqual([401, 'Unauthorized']);
  expect(await asked(await tokenOf('demo:viewer'))).toEqual([403, 'not_allowed']);
  expect(await asked(await tokenOf('demo:tester'))).toEqual([403, 'not_allowed']);
  expect(await asked(await tokenOf('demo:editor'), { project: 'other' })).toEqual([403, 'not_allowed']);
  expect(await asked(await tokenOf('*:editor'))).toEqual([400, 'schema_invalid']);
  expect(await asked(await tokenOf('*:editor'), { project: 'demo' })).toEqual([200, 'ok']);
  expect(await asked(await tokenOf())).toEqual([403, 'not_allowed']);
});
