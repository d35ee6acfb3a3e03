import { afterAll, expect, it } from 'vitest';
import { freshToken } from '../helpers/canary.ts';
import { maskOf, useProduct } from '../helpers/product.ts';
import { reflect, startTarget, type Target } from '../helpers/target.ts';

let target: Target;
let echo: Target;
const product = useProduct(async () => {
  target = await startTarget((request, response) => {
    const status = Number(/status=(\d+)/.exec(request.url ?? '')?.[1] ?? 200);
    response.writeHead(request.url === '/oauth/token' ? 200 : status, {
      'content-type': 'application/json',
      ...(status === 302 && { location: 'https://elsewhere.example/' }),
    });
    response.end(request.url === '/oauth/token' ? JSON.stringify({ access_token: issued, token_type: 'Bearer' }) : '{}');
  });
  echo = await startTarget(reflect);
  return { localTargets: [target.host, echo.host], hasSchedules: false };
});
const issued = freshToken();

afterAll(async () => Promise.all([target.close(), echo.close()]));

async function secretFor(hosts: string, values: Record<string, string>): Promise<string> {
  for (const value of Object.values(values)) product.remember(value);
  return product.createSecret(`generic-${freshToken()}`, JSON.stringify(values), { 'connection-hosts': hosts });
}

const WAYS = [
  ['bearer', (arn: string) => ({ token: maskOf('k', arn) }), (value: string) => ({ authorization: `Bearer ${value}` })],
  [
    'basic',
    (arn: string) => ({ username: 'ada', password: maskOf('k', arn) }),
    (value: string) => ({ authorization: `Basic ${Buffer.from(`ada:${value}`).toString('base64')}` }),
  ],
  [
    'api_key',
    (arn: string) => ({ name: 'X-Api-Key', in: 'header', apiKey: maskOf('k', arn), prefix: 'Key ' }),
    (value: string) => ({ 'x-api-key': `Key ${value}` }),
  ],
] as const;

it.each(WAYS)('%s puts the value where it belongs', async (method, fields, expected) => {
  const value = freshToken();
  const arn = await secretFor(`${target.host}/`, { k: value });
  const { body } = await product.test({ connector: 'generic-http', method, config: { baseUrl: target.url, path: '/v1/me', ...fields(arn) } });
  expect(body).toMatchObject({ status: 'authorized', code: 'ok', method });
  expect(target.requests.at(-1)).toMatchObject({ path: '/v1/me', headers: expected(value) });
});

it('an API key in the query is encoded, and shows in no answer and no log', async () => {
  const value = `a&b=c/${freshToken()}+é`;
  const arn = await secretFor(`${target.host}/`, { k: value });
  await product.test({
    connector: 'generic-http',
    method: 'api_key',
    config: { baseUrl: target.url, path: '/v1/me?x=1', name: 'key', in: 'query', apiKey: maskOf('k', arn) },
  });
  const { searchParams } = new URL(target.requests.at(-1)?.path ?? '', target.url);
  expect(Object.fromEntries(searchParams)).toEqual({ x: '1', key: value });
});

it('masks in header values and inside longer text are substituted, twice in one field too', async () => {
  const [one, two] = [freshToken(), freshToken()];
  const arn = await secretFor(`${target.host}/`, { one, two });
  const headers = { 'X-First': `v1 ${maskOf('one', arn)};${maskOf('two', arn)}`, 'X-Plain': 'plain' };
  const { body } = await product.test({ connector: 'generic-http', method: 'none', config: { baseUrl: target.url, path: '/v1/me', headers } });
  expect(body['code']).toBe('ok');
  expect(target.requests.at(-1)?.headers).toMatchObject({ 'x-first': `v1 ${one};${two}`, 'x-plain': 'plain' });
});

it('client credentials: the token is asked for once, used, and as secret as the secret it was made from', async () => {
  product.remember(issued);
  const arn = await secretFor(`${target.host}/`, { id: freshToken(), secret: freshToken() });
  const config = {
    baseUrl: target.url,
    path: '/v1/me',
    tokenUrl: `${target.url}/oauth/token`,
    clientId: maskOf('id', arn),
    clientSecret: maskOf('secret', arn),
    scope: 'read',
  };
  const before = target.requests.length;
  const { body } = await product.test({ connector: 'generic-http', method: 'oauth2_client_credentials', config });
  expect(body).toMatchObject({ code: 'ok' });
  expect(body['steps'].map((step: { name: string }) => step.name)).toEqual(['find_masks', 'bind', 'fetch_secrets', 'guard', 'token', 'guard', 'probe']);
  expect(target.requests.slice(before).map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /oauth/token', 'GET /v1/me']);
  expect(target.requests.at(-1)?.headers.authorization).toBe(`Bearer ${issued}`);
});

it('the token host counts: a secret bound to the probe host alone is not read', async () => {
  const arn = await secretFor(`${target.host}/`, { id: 'client-id', secret: freshToken() });
  product.resetCounts();
  const config = { baseUrl: target.url, path: '/v1/me', tokenUrl: `${echo.url}/oauth/token`, clientId: maskOf('id', arn), clientSecret: maskOf('secret', arn) };
  const { body } = await product.test({ connector: 'generic-http', method: 'oauth2_client_credentials', config });
  expect(body).toMatchObject({ code: 'destination_denied' });
  expect(product.spent().reads).toBe(0);
});

it.each([
  [200, 'ok'],
  [204, 'ok'],
  [302, 'redirect_blocked'],
  [401, 'bad_credentials'],
  [403, 'forbidden'],
  [404, 'wrong_address'],
  [418, 'unexpected_response'],
  [429, 'rate_limited'],
  [500, 'target_unavailable'],
  [503, 'target_unavailable'],
])('HTTP %i means %s', async (status, code) => {
  const arn = await secretFor(`${target.host}/`, { k: freshToken() });
  const before = target.requests.length;
  const { body } = await product.test({
    connector: 'generic-http',
    method: 'bearer',
    config: { baseUrl: target.url, path: `/x?status=${status}`, token: maskOf('k', arn) },
  });
  expect([body['code'], body['target'].httpStatus, target.requests.length - before]).toEqual([code, status, 1]);
});

it.each([
  ['a loopback address by name', 'https://localhost'],
  ['a literal address', 'https://169.254.169.254'],
  ['an address that is no local target', 'http://127.0.0.1:1'],
  ['plain http', 'http://api.example.com'],
  ['a port that is not listed', 'https://api.example.com:8080'],
  ['a user in the address', 'https://api.example.com@127.0.0.1'],
])('%s is not called, and no secret is read for it', async (_, baseUrl) => {
  const arn = await secretFor(`${target.host}/`, { k: freshToken() });
  product.resetCounts();
  const { body } = await product.test({ connector: 'generic-http', method: 'bearer', config: { baseUrl, path: '/', token: maskOf('k', arn) } });
  expect(body['code'] ?? body['status']).toMatch(/^(?:destination_denied|address_denied|schema_invalid)$/);
  expect(product.spent().reads).toBe(0);
});

it('a target that says back all it was sent puts nothing of it into answer or log', async () => {
  for (const status of [200, 401, 302, 500]) {
    // A secret for each: what was refused is not sent again.
    const fresh = async () => maskOf('k', await secretFor(`${echo.host}/`, { k: freshToken() }));
    const fields = { baseUrl: echo.url, path: `/?status=${status}` };
    await product.test({ connector: 'generic-http', method: 'bearer', config: { ...fields, token: await fresh() } });
    await product.test({ connector: 'generic-http', method: 'api_key', config: { ...fields, name: 'k', in: 'query', apiKey: await fresh() } });
    await product.test({ connector: 'jira-dc', config: { baseUrl: echo.url, personalAccessToken: await fresh() } });
  }
  expect(echo.requests.length).toBe(12);
});

it('1,000 payloads of 20 masks over 3 secrets, 100 at a time, cold: 3 reads, 3 looks at tags, 1 session', async () => {
  const arns = await Promise.all(
    [1, 2, 3].map(() => secretFor(`${target.host}/`, Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`k${index}`, freshToken()])))),
  );
  const headers = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`X-H${index}`, maskOf(`k${index}`, arns[index % 3] ?? '')]));
  const body = { connector: 'generic-http', method: 'none', project: 'cold', config: { baseUrl: target.url, path: '/v1/me', headers } };
  const token = await product.stack.token(['cold:editor']);
  product.resetCounts();
  const startedAt = performance.now();
  const codes: string[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next++ < 1000) codes.push((await product.test(body, { authorization: `Bearer ${token}` })).body['code']);
  };
  await Promise.all(Array.from({ length: 100 }, worker));
  expect([codes.length, new Set(codes)]).toEqual([1000, new Set(['ok'])]);
  const calls = product.stack.aws.calls.list();
  // A machine too busy to answer within 0.8 s is asked again by the SDK.
  const asked = (action: string): number => calls.filter((call) => call.action === action && call.attempt === undefined).length;
  expect(asked('AssumeRole')).toBe(1);
  // What was read and seen is good for 45 s at least: one lifetime, unless the machine needs more of them for a thousand payloads.
  const lifetimes = 1 + Math.floor((performance.now() - startedAt) / 45_000);
  for (const action of ['GetSecretValue', 'DescribeSecret']) {
    expect(asked(action)).toBeGreaterThanOrEqual(3);
    expect(asked(action)).toBeLessThanOrEqual(3 * lifetimes);
  }
}, 120_000);

it('two projects read the same secret in sessions of their own', async () => {
  const arn = await secretFor(`${target.host}/`, { k: freshToken() });
  const body = (project: string) => ({
    connector: 'generic-http',
    method: 'bearer',
    project,
    config: { baseUrl: target.url, path: '/', token: maskOf('k', arn) },
  });
  const token = await product.stack.token(['one:editor', 'two:editor']);
  product.resetCounts();
  for (const project of ['one', 'two', 'one']) expect((await product.test(body(project), { authorization: `Bearer ${token}` })).body['code']).toBe('ok');
  expect(product.spent()).toMatchObject({ reads: 2, tags: 2, sessions: 2 });
  const readers = product.stack.aws.calls.list().filter((call) => call.action === 'GetSecretValue');
  expect(new Set(readers.map((call) => call.principal)).size).toBe(2);
});
