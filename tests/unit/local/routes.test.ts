import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { routesOf } from '../../../infra/local/routes.ts';

const FIXTURE = readFileSync(new URL('../../fixtures/local/serverless.yml', import.meta.url), 'utf8');
const PROVIDER = `
provider:
  httpApi:
    authorizers:
      callers: { type: jwt, identitySource: $request.header.Authorization, issuerUrl: x, audience: y }
      strange: { type: request, functionArn: !GetAtt X.Arn, identitySource: $request.header.Authorization }
      query: { type: jwt, identitySource: $request.querystring.token, issuerUrl: x, audience: y }
`;

function withEvent(event: string): string {
  return `${PROVIDER}\nfunctions:\n  one:\n    handler: x\n    events:\n      - ${event}\n`;
}

it('CloudFormation tags, serverless variables and events that are no routes do not disturb', () => {
  expect(routesOf(FIXTURE).map(({ routeKey, authorizer, scopes }) => [routeKey, authorizer, scopes.join()])).toEqual([
    ['POST /v1/connections/test', 'jwt', ''],
    ['GET /v1/scoped', 'jwt', 'secrets.use'],
    ['POST /iam/v1/connections/test', 'iam', ''],
    ['GET /v1/connectors/{id}', 'none', ''],
    ['GET /v1/connectors/usage', 'none', ''],
    ['ANY /files/{name+}', 'none', ''],
    ['POST /echo', 'none', ''],
  ]);
});

it('every route of the product is understood, and all of /v1 asks for a token', () => {
  const routes = routesOf(readFileSync(new URL('../../../serverless.yml', import.meta.url), 'utf8'));
  expect(routes.map((route) => route.routeKey)).toEqual(
    expect.arrayContaining(['POST /v1/connections/test', 'POST /v1/connections/lint', 'GET /v1/connectors', 'GET /health']),
  );
  expect(routes.filter((route) => route.path.startsWith('/v1') && route.authorizer === 'none')).toEqual([]);
});

it('a route with IAM authorization is told from one with tokens', () => {
  expect(routesOf(withEvent('httpApi: { method: GET, path: /iam/v1/x, authorizer: { type: aws_iam } }'))[0]).toMatchObject({ authorizer: 'iam', scopes: [] });
});

it('every route under /iam has a twin without, goes to the same function, and asks for a signature', () => {
  const routes = routesOf(readFileSync(new URL('../../../serverless.yml', import.meta.url), 'utf8'));
  const signed = routes.filter(({ authorizer }) => authorizer === 'iam');
  expect(signed.map(({ path }) => path)).toEqual(routes.flatMap(({ path }) => (path.startsWith('/iam/') ? [path] : [])));
  const twins = routes.filter(({ authorizer }) => authorizer === 'jwt');
  const keyOf = ({ functionName, method, path }: (typeof routes)[number]): string => `${functionName} ${method} ${path}`;
  expect(signed.map(keyOf).toSorted()).toEqual(twins.map((route) => keyOf({ ...route, path: `/iam${route.path}` })).toSorted());
});

it('"*" is the route of last resort', () => {
  expect(routesOf(withEvent("httpApi: '*'"))[0]).toMatchObject({ routeKey: '$default', path: '$default', method: 'ANY' });
});

describe('a shape that is not known stops the start and names the function:', () => {
  it.each([
    ['a REST API event', 'http: { path: /x, method: get }'],
    ['a websocket event', 'websocket: $connect'],
    ['a function URL', 'url: true'],
    ['an unknown property', 'httpApi: { method: GET, path: /x, cors: true }'],
    ['an unknown method', 'httpApi: { method: BREW, path: /x }'],
    ['a path with a variable in a segment', "httpApi: { method: GET, path: '/x-{id}' }"],
    ['a greedy variable in the middle', "httpApi: { method: GET, path: '/{all+}/x' }"],
    ['a path without a slash', 'httpApi: { method: GET, path: x }'],
    ['a path made of a serverless variable', "httpApi: { method: GET, path: '${param:path}' }"],
    ['an authorizer nobody declared', 'httpApi: { method: GET, path: /x, authorizer: { name: nobody } }'],
    ['an IAM authorizer with a name', 'httpApi: { method: GET, path: /x, authorizer: { type: aws_iam, name: callers } }'],
    ['an authorizer of another type', 'httpApi: { method: GET, path: /x, authorizer: { type: cognito } }'],
    ['a Lambda authorizer', 'httpApi: { method: GET, path: /x, authorizer: { name: strange } }'],
    ['a JWT authorizer that reads the query', 'httpApi: { method: GET, path: /x, authorizer: { name: query } }'],
    ['an authorizer with an unknown property', 'httpApi: { method: GET, path: /x, authorizer: { name: callers, id: z } }'],
    ['a short form with three words', 'httpApi: GET /x y'],
  ])('%s', (_, event) => {
    expect(() => routesOf(withEvent(event))).toThrow(/serverless\.yml: function one has /);
  });

  it('the same route twice', () => {
    expect(() => routesOf(`${withEvent('httpApi: GET /x')}      - httpApi: GET /x\n`)).toThrow('"GET /x" a second time');
  });

  it.each([
    ['functions kept in another file', 'functions: ${file(functions.yml)}'],
    ['events kept in another file', 'functions: { one: { events: "${file(events.yml)}" } }'],
    ['text that is not YAML', 'functions: ["'],
  ])('%s', (_, text) => {
    expect(() => routesOf(text)).toThrow('serverless.yml');
  });
});
