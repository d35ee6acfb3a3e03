import { expect, it } from 'vitest';
import type { Method } from '../../../shared/connectors/connector.ts';
import { destinationsOf, hosted } from '../../../shared/connectors/destinations.ts';
import { checkFields, fieldsOf } from '../../../shared/connectors/fields.ts';
import { ResolverError } from '../../../shared/errors.ts';
import { plainOf, seen, type Texts, type Way, wayOf } from './samples.ts';

function issuesOf(way: Way, texts: Texts): readonly (string | undefined)[] {
  const defaults = Object.fromEntries(
    fieldsOf(way.connector, way.method).flatMap((field) => (field.default === undefined ? [] : [[field.name, field.default]])),
  );
  const config = { ...defaults, ...texts };
  const issues = checkFields(way.connector, way.method, { config, plain: plainOf(way.connector, way.method, config) });
  expect(issues.every((issue) => issue.code === 'schema_invalid')).toBe(true);
  return issues.map((issue) => issue.where.pointer);
}

const BEARER = wayOf('generic-http', 'bearer');
const BASE = { baseUrl: 'https://api.example.com/v1' };

it('a method that would use up its refresh token is refused before anything is read', () => {
  expect(issuesOf(wayOf('jira-cloud', 'refresh_token'), {})).toEqual(['/method']);
  expect(issuesOf(wayOf('jira-cloud', 'api_token'), { site: 'acme' })).toEqual([]);
});

it.each(['/', '/me', '/a/b.json', '/a%20b', '/a//b', '/me?x=1&y=%2F..', '/v1:batch', '/...', '/a..b/..c', '/..%20b/c%20', '/%C3%B6', "/-._~!$&'()*+,;=:@"])(
  'path %j may be appended',
  (path) => {
    expect(issuesOf(BEARER, { ...BASE, path })).toEqual([]);
  },
);

it.each([
  '',
  'me',
  '//evil.example.com/',
  '/\\evil.example.com',
  '/a\\b',
  '/..',
  '/../x',
  '/a/..',
  '/./a',
  '/a/.',
  '/%2e%2e/x',
  '/.%2e/x',
  '/%2E./x',
  '/%252e%252e/x',
  '/a%2f..%2fb',
  '/a/..%2f',
  '/a%5c..%5cb',
  '/..;/x',
  '/..%3b/x',
  '/%2f/evil.example.com',
  '/a#b',
  '/a b',
  '/a\tb',
  '/a\r\nHost: x',
  '/a\u0000',
  '/a%00b',
  '/a%0d%0ab',
  '/a%',
  '/a%zz',
  '/ä',
  '@evil.example.com',
  ':8443/',
  '/a?b#c',
  '/a?b c',
  '/a?\u202e',
  'https://evil.example.com/',
  '/%25252525252525252e',
  '/%c0%ae%c0%ae/x',
  '/..%c0%afx',
  '/%25c0%25ae/x',
  '/%e0%80%ae./x',
  '/..%20/x',
  '/.%20./x',
  '/%2e%2e%2520/x',
  '/x/..%20',
])('path %j may not', (path) => {
  expect(issuesOf(BEARER, { ...BASE, path })).toEqual(['/config/path']);
});

it.each(['http://127.0.0.1:9443', 'https://api.example.com', 'https://api.example.com:8443/a/b', 'https://[::1]:8443/', 'https://xn--bcher-kva.example'])(
  'address %j is canonical, the guard judges it',
  (baseUrl) => {
    expect(issuesOf(BEARER, { baseUrl })).toEqual([]);
  },
);

it.each([
  'api.example.com',
  'HTTPS://api.example.com',
  'https://API.example.com',
  'https://u:p@api.example.com',
  'https://api.example.com?x=1',
  'https://api.example.com#x',
  'https://api.example.com/a/../b',
  'https://api.example.com/%252e%252e/b',
  'https://127.1',
  'ftp://api.example.com',
  'https://',
])('address %j is not', (baseUrl) => {
  expect(issuesOf(BEARER, { baseUrl })).toEqual(['/config/baseUrl']);
});

it.each(['acme.okta.com/evil', 'acme.okta.com@evil.example.com', 'ACME.okta.com', 'https://acme.okta.com', 'acme.okta.com#', 'acme.okta.com?'])(
  'host %j is not canonical',
  (domain) => {
    expect(issuesOf(wayOf('okta'), { domain })).toEqual(['/config/domain']);
  },
);

it.each(['X-Api-Key', 'Accept', 'Accept-Language', 'Notion-Version', 'x_trace', 'X.Trace', 'Content-Type', 'If-None-Match'])('header %s may be set', (name) => {
  expect(issuesOf(BEARER, { ...BASE, headers: { [name]: 'x' } })).toEqual([]);
});

it.each([
  'Host',
  'content-length',
  'Transfer-Encoding',
  'transfer_encoding',
  'Content.Length',
  'Connection',
  'TE',
  'Trailer',
  'Upgrade',
  'Expect',
  'Keep-Alive',
  'Proxy-Authorization',
  'proxy-connection',
  'Forwarded',
  'X-Forwarded-For',
  'x_forwarded_host',
  'X-Real-IP',
  'Cookie',
  'Set-Cookie',
  'X-HTTP-Method-Override',
  'X-Original-URL',
  'X-Rewrite-URL',
  'X-HTTP-Host-Override',
  'X-Override-URL',
  'Accept-Encoding',
  ':authority',
  'X Y',
  'X\r\nY',
  'X:Y',
  'Ünicode',
  '',
  '__proto__',
  'X-'.padEnd(200, 'a'),
])('header %j may not', (name) => {
  expect(issuesOf(BEARER, { ...BASE, headers: JSON.parse(`{${JSON.stringify(name)}:"x"}`) })).toHaveLength(1);
});

it('no header of the caller stands in for the credential, and none is there twice', () => {
  expect(issuesOf(BEARER, { ...BASE, headers: { AUTHORIZATION: 'x' } })).toEqual(['/config/headers/AUTHORIZATION']);
  expect(issuesOf(wayOf('generic-http', 'basic'), { ...BASE, headers: { authorization: 'x' } })).toEqual(['/config/headers/authorization']);
  expect(issuesOf(wayOf('generic-http', 'aws_sigv4'), { ...BASE, headers: { 'X-Amz-Date': 'x' } })).toEqual(['/config/headers/X-Amz-Date']);
  expect(issuesOf(wayOf('generic-http', 'api_key'), { ...BASE, in: 'header', name: 'X-Api-Key', headers: { 'x-api_key': 'x' } })).toEqual([
    '/config/headers/x-api_key',
  ]);
  expect(issuesOf(wayOf('generic-http', 'none'), { ...BASE, headers: { Authorization: 'x' } })).toEqual([]);
  expect(issuesOf(BEARER, { ...BASE, headers: { 'X-A': '1', 'x-a': '2' } })).toEqual(['/config/headers/x-a']);
});

it('the name of an API key is judged by the place it has', () => {
  const way = wayOf('generic-http', 'api_key');
  expect(issuesOf(way, { ...BASE, in: 'header', name: 'Authorization' })).toEqual([]);
  for (const name of ['Cookie', 'Host', 'a b', 'a\r\nb']) expect(issuesOf(way, { ...BASE, in: 'header', name })).toEqual(['/config/name']);
  for (const name of ['api_key', 'Host', 'a&b=c']) expect(issuesOf(way, { ...BASE, in: 'query', name })).toEqual([]);
  for (const name of ['a b', 'a\nb', 'é']) expect(issuesOf(way, { ...BASE, in: 'query', name })).toEqual(['/config/name']);
  expect(issuesOf(way, { ...BASE, path: '/me?a=1&api%5Fkey=mine', in: 'query', name: 'api_key' })).toEqual(['/config/name']);
});

it.each(['200', '200-299', '200,204', '200-204, 301', '100-599'])('success status %j is read', (successStatus) => {
  expect(issuesOf(BEARER, { ...BASE, successStatus })).toEqual([]);
});

it.each(['', 'ok', '2xx', '299-200', '20', '2000', '200-', '-299', '600', '099', '200,', '200;204', Array.from({ length: 21 }, () => '200').join(',')])(
  'success status %j is not',
  (successStatus) => {
    expect(issuesOf(BEARER, { ...BASE, successStatus })).toEqual(['/config/successStatus']);
  },
);

it('the owner of a secret is asked about each place it would reach: token and probe, of generic-http with their paths', () => {
  const way = wayOf('generic-http', 'oauth2_client_credentials');
  const plain = { ...BASE, path: '/me?x=1', tokenUrl: 'https://auth.example.com:8443/oauth/token' };
  expect(destinationsOf(way.connector, way.method, plain)).toEqual([
    { scheme: 'https', host: 'auth.example.com', port: 8443, path: '/oauth/token', kind: 'customer' },
    { scheme: 'https', host: 'api.example.com', port: 443, path: '/v1/me', kind: 'customer' },
  ]);
});

it('of other connectors the path is the base that the caller gave, and a place is named once', () => {
  const jira = wayOf('jira-dc');
  expect(destinationsOf(jira.connector, jira.method, { baseUrl: 'https://jira.example.com/jira' })).toEqual([
    { scheme: 'https', host: 'jira.example.com', port: 443, path: '/jira/', kind: 'customer' },
  ]);
  const okta = wayOf('okta', 'private_key_jwt');
  expect(destinationsOf(okta.connector, okta.method, { domain: 'acme.okta.com' })).toEqual([
    { scheme: 'https', host: 'acme.okta.com', port: 443, path: '/', kind: 'vendor-tenant' },
  ]);
});

it.each([
  ['github', { baseUrl: 'https://api.github.com' }, 'vendor-fixed'],
  ['github', { baseUrl: 'https://api.acme.ghe.com' }, 'vendor-tenant'],
  ['github', { baseUrl: 'https://api.github.com.example.com' }, 'customer'],
  ['gitlab', { baseUrl: 'https://gitlab.com' }, 'vendor-fixed'],
  ['okta', { domain: 'acme.okta.com' }, 'vendor-tenant'],
  ['okta', { domain: 'login.example.com' }, 'customer'],
  ['okta', { domain: 'a.b.okta.com' }, 'customer'],
  ['okta', { domain: 'acmexokta.com' }, 'customer'],
  ['openai', { region: 'https://eu.api.openai.com' }, 'vendor-fixed'],
  ['slack', {}, 'vendor-fixed'],
])('a host of %s %j is %s', (id, plain, kind) => {
  const { connector, method } = wayOf(id);
  expect(destinationsOf(connector, method, plain).map((destination) => destination.kind)).toEqual([kind]);
});

it('a host outside the rules of its connector has no kind', () => {
  const way = { ...wayOf('openai'), plain: { region: 'https://evil.example.com' } };
  expect(hosted(way, { scheme: 'https', host: 'evil.example.com', port: 443, path: '/' }).kind).toBeNull();
  expect(hosted({ ...wayOf('jira-cloud'), plain: { site: 'acme' } }, { scheme: 'https', host: 'evil.atlassian.net', port: 443, path: '/' }).kind).toBeNull();
});

it.each(['acme/x', 'acme.evil.com/', 'evil.com#', 'a@b', 'A', 'acme:8443/x', 'a\\b', '', ' acme'])('the site name %j makes no address', (site) => {
  const { connector, method } = wayOf('jira-cloud');
  expect(() => destinationsOf(connector, method, { site })).toThrow(ResolverError);
});

it('a host that the token answer names is asked about when it is known, and must be canonical', async () => {
  const { connector, method } = wayOf('servicenow', 'client_credentials');
  const named: Method = {
    ...method,
    base: '${instanceUrl}',
    hosts: [{ pattern: 'acme.service-now.com', kind: 'vendor-tenant' }],
    steps: [
      {
        ...method.steps![0]!,
        url: 'https://${instance}.service-now.com/oauth_token.do',
        capture: { accessToken: 'access_token', instanceUrl: 'instance_url' },
      },
    ],
  };
  const plain = { instance: 'acme' };
  expect(destinationsOf(connector, named, plain).map(({ host }) => host)).toEqual(['acme.service-now.com']);
  const { destination } = (await seen({ connector, method: named }, { instanceUrl: 'https://evil.example.com' })).request;
  expect(hosted({ connector, method: named, plain }, destination).kind).toBeNull();
  await expect(seen({ connector, method: named }, { instanceUrl: 'https://EVIL.example.com\\x' })).rejects.toThrow(ResolverError);
});
