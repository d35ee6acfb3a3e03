import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { IamCaller } from '../../../infra/local/aws/authenticate-caller.ts';
import type { SignedRequest } from '../../../infra/local/aws/sigv4.ts';
import { memoryDirectory } from '../../../infra/local/data-directory.ts';
import { startGateway, type Gateway } from '../../../infra/local/gateway.ts';
import { gatewayMessage } from '../../../infra/local/http-results.ts';
import { openIssuer, type Issuer } from '../../../infra/local/issuer.ts';
import { makeJwtVerifier } from '../../../infra/local/jwt-verifier.ts';
import { send, type Answer, type Sent } from '../../helpers/http-request.ts';

type SeenEvent = { headers: Record<string, string>; requestContext: { requestId: string }; routeKey: string; body: string };

const NOW_MS = 1_585_001_036_000;
const FIXTURE = JSON.parse(readFileSync(new URL('../../fixtures/events/http-api-jwt-post.json', import.meta.url), 'utf8'));

const CALLER: IamCaller = {
  accessKeyId: 'ASIALOCALEXAMPLE0000',
  principal: {
    arn: 'arn:aws:sts::137149879143:assumed-role/local-integration/ci',
    account: '137149879143',
    userId: 'AROALOCALEXAMPLE00000:ci',
    session: null,
  },
};

let gateway: Gateway;
let issuer: Issuer;
let port = 0;
let result: () => unknown;
let events: SeenEvent[] = [];
let signed: { request: SignedRequest; path: string }[] = [];
let isSigned = true;
let mayPass = true;
let throttled: string[] = [];

beforeAll(async () => {
  const url = (): string => `${gateway.url}/local/issuer`;
  issuer = await openIssuer(memoryDirectory(), { url, now: () => NOW_MS });
  gateway = await startGateway({
    port: 0,
    serverlessFile: new URL('../../fixtures/local/serverless.yml', import.meta.url),
    authorize: makeJwtVerifier({ ...issuer, url }, () => NOW_MS),
    authorizeIam: (request, path) => {
      signed.push({ request, path });
      return isSigned ? CALLER : null;
    },
    invoke: async (_, event) => {
      events.push(JSON.parse(JSON.stringify(event)));
      return result();
    },
    local: async () => gatewayMessage(200, 'local'),
    throttle: (routeKey) => (throttled.push(routeKey), mayPass),
    now: () => NOW_MS,
    timeoutMs: 200,
  });
  port = Number(new URL(gateway.url).port);
});

beforeEach(() => {
  events = [];
  signed = [];
  isSigned = true;
  mayPass = true;
  throttled = [];
  result = () => ({ statusCode: 200, body: 'ok' });
});

afterAll(() => gateway.close());

function ask(sent: Omit<Sent, 'port'>): Promise<Answer> {
  return send({ port, ...sent, headers: [['Host', `127.0.0.1:${port}`], ...(sent.headers ?? [])] });
}

function tokenFor(roles: readonly string[]): Promise<string> {
  return issuer.issue({ subject: 'ada', roles, lifetimeSeconds: 3600 });
}

describe('the event a function gets', () => {
  it("is API Gateway's, field by field: lower-case joined headers, cookies, query, flattened claims", async () => {
    const token = await tokenFor(['demo:editor', 'other:viewer']);
    const fill = (text: string): string => text.replaceAll('<port>', String(port)).replaceAll('<issuer>', `${gateway.url}/local/issuer`);
    const { request, event: expected } = JSON.parse(fill(JSON.stringify(FIXTURE)));
    await send({ port, ...request, headers: [...request.headers, ['Authorization', `Bearer ${token}`]] });
    const event = events[0]!;
    expect(event.requestContext.requestId).toMatch(/^[\w+/]{15}=$/);
    expect(event.headers['x-amzn-trace-id']).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
    event.requestContext.requestId = '<any>';
    event.headers['x-amzn-trace-id'] = '<any>';
    event.headers['authorization'] = '<any>';
    expect(event).toEqual(expected);
  });

  it('carries a decoded path and decoded path parameters', async () => {
    await ask({ target: '/v1/connectors/jira%2Ddc%20x' });
    expect(events[0]).toMatchObject({ rawPath: '/v1/connectors/jira-dc x', pathParameters: { id: 'jira-dc x' }, routeKey: 'GET /v1/connectors/{id}' });
  });

  it('has no body, query or cookies where the request has none', async () => {
    await ask({ target: '/v1/connectors/jira-dc' });
    for (const name of ['body', 'queryStringParameters', 'cookies']) expect(events[0]).not.toHaveProperty(name);
    expect(events[0]).toMatchObject({ isBase64Encoded: false, rawQueryString: '' });
  });

  it.each([
    ['application/json; charset=utf-8', false],
    ['text/plain', false],
    ['application/xml', false],
    ['application/x-www-form-urlencoded', true],
    ['application/octet-stream', true],
    ['application/problem+json', true],
    ['', true],
  ])('with content type "%s" has a base64 body: %s', async (contentType, isBase64Encoded) => {
    await ask({ method: 'POST', target: '/echo', body: 'a=ü', headers: contentType === '' ? [] : [['Content-Type', contentType]] });
    expect(events[0]).toMatchObject({ isBase64Encoded, body: isBase64Encoded ? Buffer.from('a=ü').toString('base64') : 'a=ü' });
  });

  it('lists what earlier proxies forwarded, and ends with the peer itself', async () => {
    await ask({ target: '/v1/connectors/x', headers: [['X-Forwarded-For', '203.0.113.7']] });
    expect(events[0]!.headers['x-forwarded-for']).toBe('203.0.113.7, 127.0.0.1');
  });
});

describe('routes', () => {
  it.each([
    ['GET', '/v1/connectors/usage', 'GET /v1/connectors/usage'],
    ['GET', '/v1/connectors/other', 'GET /v1/connectors/{id}'],
    ['PUT', '/files/a/b/c', 'ANY /files/{name+}'],
  ])('%s %s goes to "%s"', async (method, target, routeKey) => {
    await ask({ method, target });
    expect(events.map((event) => event.routeKey)).toEqual([routeKey]);
  });

  it.each([
    ['GET', '/'],
    ['GET', '/v1/connectors'],
    ['GET', '/v1/connectors/'],
    ['GET', '/v1/connectors/a/b'],
    ['POST', '/v1/connectors/a'],
    ['GET', '/files/'],
    ['GET', '/V1/connectors/a'],
  ])('%s %s is not found, in the words of API Gateway', async (method, target) => {
    expect(await ask({ method, target })).toMatchObject({ status: 404, text: '{"message":"Not Found"}' });
    expect(events).toEqual([]);
  });

  it('a path that is not percent-encoded text is refused', async () => {
    expect((await ask({ target: '/v1/connectors/%zz' })).status).toBe(400);
  });
});

it('who opens the API under the name localhost is sent to its address, where the issuer stands', async () => {
  const home = await send({ port, headers: [['Host', `localhost:${port}`]] });
  expect([home.status, home.headers['location']]).toEqual([307, `http://127.0.0.1:${port}/`]);
  expect((await send({ port, headers: [['Host', `localhost.evil.example:${port}`]] })).status).toBe(421);
});

it.each([
  ['GET', '/local/issuer/authorize?client_id=local-console'],
  ['POST', '/local/issuer/authorize'],
  ['POST', '/local/issuer/token'],
])('%s %s is refused to a page of another origin, and under another name', async (method, target) => {
  for (const [name, value] of [
    ['Origin', 'https://evil.example'],
    ['Origin', 'null'],
    ['Sec-Fetch-Site', 'cross-site'],
    ['Sec-Fetch-Site', 'same-site'],
  ] as const)
    expect((await ask({ method, target, headers: [[name, value]] })).status).toBe(403);
  expect((await send({ port, method, target, headers: [['Host', `rebound.example:${port}`]] })).status).toBe(421);
});

describe('a throttled route', () => {
  it.each([
    ['GET', '/v1/connectors/jira-dc', 'GET /v1/connectors/{id}'],
    ['POST', '/v1/connections/test', 'POST /v1/connections/test'],
    ['POST', '/iam/v1/connections/test', 'POST /iam/v1/connections/test'],
  ])('%s %s answers as API Gateway does, before its caller or its body is looked at', async (method, target, routeKey) => {
    mayPass = false;
    const told = await ask({ method, target, headers: [['Authorization', 'nobody']], ...(method === 'POST' && { body: '{}' }) });
    expect(told).toMatchObject({ status: 429, text: '{"message":"Too Many Requests"}', headers: { 'content-type': 'application/json' } });
    expect([throttled, events, signed]).toEqual([[routeKey], [], []]);
  });

  it('is asked for by its key, and nothing that is no route is counted', async () => {
    await ask({ target: '/v1/connectors/a' });
    await ask({ target: '/v1/connectors/b' });
    await ask({ target: '/nowhere' });
    await ask({ target: '/local/clock' });
    expect(throttled).toEqual(['GET /v1/connectors/{id}', 'GET /v1/connectors/{id}']);
  });
});

describe('authorization', () => {
  it.each([
    ['no header', []],
    ['a word', [['Authorization', 'Bearer nonsense']]],
    ['basic', [['Authorization', 'Basic YTpi']]],
  ] as const)('%s is 401 Unauthorized, and no function runs', async (_, headers) => {
    expect(await ask({ method: 'POST', target: '/v1/connections/test', headers, body: '{}' })).toMatchObject({
      status: 401,
      text: '{"message":"Unauthorized"}',
    });
    expect(events).toEqual([]);
  });

  it('two Authorization headers are refused even if the first is good: the function would read both', async () => {
    const good: [string, string] = ['Authorization', `Bearer ${await tokenFor(['demo:viewer'])}`];
    const evil: [string, string] = ['Authorization', `Bearer x.${Buffer.from('{"roles":["*:admin"]}').toString('base64url')}.x`];
    for (const headers of [
      [good, evil],
      [evil, good],
      [good, good],
    ]) {
      expect((await ask({ method: 'POST', target: '/v1/connections/test', headers, body: '{}' })).status).toBe(401);
    }
    expect(events).toEqual([]);
  });

  it('a good token without the scope a route asks for is 403 Forbidden', async () => {
    const headers: [string, string][] = [['Authorization', `Bearer ${await tokenFor([])}`]];
    expect(await ask({ target: '/v1/scoped', headers })).toMatchObject({ status: 403, text: '{"message":"Forbidden"}' });
    expect(events).toEqual([]);
  });
});

describe('a route with IAM authorization', () => {
  const target = '/iam/v1/connections/test?b=%2f&a';

  it('hands the request to its judge as it came, and the signer to the function', async () => {
    const headers: [string, string][] = [
      ['Authorization', 'AWS4-HMAC-SHA256 x'],
      ['X-Amz-Meta', ' one'],
      ['x-amz-meta', 'two '],
      ['Cookie', 'a=b'],
      ['TE', 'trailers'],
    ];
    expect(await ask({ method: 'POST', target, headers, body: '{"a":1}' })).toMatchObject({ status: 200 });
    expect(signed).toMatchObject([{ path: '/iam/v1/connections/test', request: { method: 'POST', url: target } }]);
    const { request } = signed[0]!;
    expect(Buffer.from(request.body).toString()).toBe('{"a":1}');
    expect(['host', 'x-amz-meta', 'cookie', 'te'].map((name) => request.headers.get(name))).toEqual([`127.0.0.1:${port}`, 'one,two', 'a=b', 'trailers']);
    expect(events[0]).toMatchObject({ routeKey: 'POST /iam/v1/connections/test', body: Buffer.from('{"a":1}').toString('base64') });
    expect(Reflect.get(events[0]!.requestContext, 'authorizer')).toEqual({
      iam: {
        accessKey: CALLER.accessKeyId,
        accountId: '137149879143',
        callerId: 'AROALOCALEXAMPLE00000:ci',
        cognitoIdentity: null,
        principalOrgId: null,
        userArn: CALLER.principal.arn,
        userId: 'AROALOCALEXAMPLE00000:ci',
      },
    });
  });

  it('is 403 Forbidden for whoever the judge does not know, a good token or not, and no function runs', async () => {
    isSigned = false;
    for (const headers of [[], [['Authorization', `Bearer ${await tokenFor(['*:admin'])}`]]] as [string, string][][])
      expect(await ask({ method: 'POST', target, headers, body: '{}' })).toMatchObject({ status: 403, text: '{"message":"Forbidden"}' });
    expect(events).toEqual([]);
  });

  it('is asked of no signer on a route with tokens', async () => {
    const headers: [string, string][] = [['Authorization', 'AWS4-HMAC-SHA256 Credential=a/20261123/us-east-1/execute-api/aws4_request']];
    expect(await ask({ method: 'POST', target: '/v1/connections/test', headers, body: '{}' })).toMatchObject({ status: 401 });
    expect([signed, events]).toEqual([[], []]);
  });
});

describe('the answer to what a function returned', () => {
  it('is dated by the clock of the stack, as all that it tells', async () => {
    const { headers } = await fetch(`${gateway.url}/no-such-route`);
    expect(headers.get('date')).toBe(new Date(NOW_MS).toUTCString());
  });

  it('has its status, lower-case headers, cookies and body', async () => {
    result = () => ({ statusCode: 201, headers: { Location: '/x', 'X-Count': 3 }, cookies: ['a=1', 'b=2'], body: 'made' });
    const answer = await ask({ target: '/v1/connectors/x' });
    expect(answer).toMatchObject({
      status: 201,
      text: 'made',
      headers: { location: '/x', 'x-count': '3', 'set-cookie': ['a=1', 'b=2'], 'content-type': 'text/plain; charset=utf-8' },
    });
  });

  it('is decoded from base64', async () => {
    result = () => ({ statusCode: 200, body: Buffer.from('ü').toString('base64'), isBase64Encoded: true });
    expect((await ask({ target: '/v1/connectors/x' })).text).toBe('ü');
  });

  it.each([
    [{ any: 'thing' }, '{"any":"thing"}'],
    ['a text', 'a text'],
    [null, 'null'],
  ])('is 200 with JSON where there is no statusCode: %j', async (returned, text) => {
    result = () => returned;
    expect(await ask({ target: '/v1/connectors/x' })).toMatchObject({ status: 200, text, headers: { 'content-type': 'application/json' } });
  });

  it.each([
    ['a status that is none', { statusCode: 'soon' }],
    ['a body that is not text', { statusCode: 200, body: { a: 1 } }],
    ['a header with a line break', { statusCode: 200, headers: { 'x-a': 'b\r\nset-cookie: c' } }],
    ['cookies that are not a list', { statusCode: 200, cookies: 'a=1' }],
  ])('is 500 Internal Server Error for %s', async (_, returned) => {
    result = () => returned;
    expect(await ask({ target: '/v1/connectors/x' })).toMatchObject({ status: 500, text: '{"message":"Internal Server Error"}' });
  });

  it('is 500 where the function fails, and says nothing of why', async () => {
    result = () => {
      throw new Error('secret words');
    };
    expect(await ask({ target: '/v1/connectors/x' })).toMatchObject({ status: 500, text: '{"message":"Internal Server Error"}' });
  });

  it('is 503 Service Unavailable where the function takes longer than the API waits', async () => {
    result = () => new Promise(() => {});
    expect(await ask({ target: '/v1/connectors/x' })).toMatchObject({ status: 503, text: '{"message":"Service Unavailable"}' });
  });

  it('to HEAD has no body', async () => {
    expect(await ask({ method: 'HEAD', target: '/files/x' })).toMatchObject({ status: 200, text: '', headers: { 'content-length': '2' } });
  });
});

it('a request larger than a function takes is 413, and no function runs', async () => {
  const answer = await ask({ method: 'POST', target: '/echo', body: Buffer.alloc(6 * 1024 * 1024 + 1) });
  expect(answer).toMatchObject({ status: 413, text: '{"message":"Request Entity Too Large"}' });
  expect(events).toEqual([]);
});

it('what is sent to /local is small', async () => {
  expect((await ask({ method: 'POST', target: '/local/faults', body: 'x'.repeat(64 * 1024) })).status).toBe(200);
  expect((await ask({ method: 'POST', target: '/local/faults', body: 'x'.repeat(64 * 1024 + 1) })).status).toBe(413);
});

it('a body of 5 MB arrives', async () => {
  await ask({ method: 'POST', target: '/echo', body: 'x'.repeat(5_000_000), headers: [['content-type', 'text/plain']] });
  expect(events[0]!.body).toHaveLength(5_000_000);
});
