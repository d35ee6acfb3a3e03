import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildRequest, exchangesOf } from '../../../shared/connectors/build-request.ts';
import type { Connector, Method } from '../../../shared/connectors/connector.ts';
import { fieldsOf } from '../../../shared/connectors/fields.ts';
import { ResolverError } from '../../../shared/errors.ts';
import { Secret } from '../../../shared/secrets/secret.ts';
import { accepts } from '../../helpers/emulator/accepts.ts';
import { arrivedOf } from '../../helpers/emulator/arrived.ts';
import { capturedSamples, CLIENT_CERTIFICATE, connectorOf, DEPS, RSA, sampleTexts, secretsOf, seen, type Seen, type Way, WAYS, wayOf } from './samples.ts';

async function refusal(build: () => Promise<unknown>): Promise<{ readonly code: string; readonly pointer: string | undefined }> {
  try {
    await build();
  } catch (error) {
    if (error instanceof ResolverError) return { code: error.code, pointer: error.where.pointer };
    throw error;
  }
  throw new Error('nothing was refused');
}

const unusable = (field: string): object => ({ code: 'value_unusable', pointer: `/config/${field}` });
const basic = (user: string, password: string): string => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

describe('each service gets its credential where it wants it', () => {
  it.each([
    ['jira-cloud', 'api_token', 'https://acme.atlassian.net:443', '/rest/api/3/myself', { authorization: basic('me@example.com', 'sample-apiToken') }],
    [
      'jira-cloud',
      'scoped_api_token',
      'https://api.atlassian.com:443',
      '/ex/jira/11111111-2222-3333-4444-555555555555/rest/api/3/myself',
      { authorization: basic('me@example.com', 'sample-apiToken') },
    ],
    [
      'jira-cloud',
      'service_account_oauth2',
      'https://api.atlassian.com:443',
      '/ex/jira/11111111-2222-3333-4444-555555555555/rest/api/3/myself',
      { authorization: 'Bearer issued-token' },
    ],
    ['jira-dc', 'pat', 'https://jira.example.com:443', '/rest/api/2/myself', { authorization: 'Bearer sample-personalAccessToken' }],
    ['jira-dc', 'basic', 'https://jira.example.com:443', '/rest/api/2/myself', { authorization: basic('sample-username', 'sample-password') }],
    ['github', 'pat', 'https://api.github.com:443', '/user', { authorization: 'Bearer sample-token', accept: 'application/vnd.github+json' }],
    ['gitlab', 'pat', 'https://gitlab.com:443', '/api/v4/personal_access_tokens/self', { 'private-token': 'sample-token' }],
    [
      'slack',
      'token',
      'https://slack.com:443',
      '/api/auth.test',
      { authorization: 'Bearer sample-token', 'content-type': 'application/x-www-form-urlencoded' },
    ],
    ['stripe', 'token', 'https://api.stripe.com:443', '/v1/balance', { authorization: 'Bearer sample-secretKey' }],
    ['okta', 'api_token', 'https://acme.okta.com:443', '/api/v1/users/me', { authorization: 'SSWS sample-apiToken' }],
    ['okta', 'private_key_jwt', 'https://acme.okta.com:443', '/api/v1/users', { authorization: 'Bearer issued-token' }],
    ['servicenow', 'basic', 'https://acme.service-now.com:443', '/api/now/table/sys_user', { authorization: basic('sample-username', 'sample-password') }],
    ['openai', 'api_key', 'https://api.openai.com:443', '/v1/models', { authorization: 'Bearer sample-apiKey', 'openai-organization': 'org-abc123' }],
  ])('%s by %s', async (id, methodId, origin, path, headers) => {
    const request = await seen(wayOf(id, methodId));
    expect(request).toMatchObject({ origin, path, headers });
    expect(request.headers['user-agent']).toBe('secret-mask-resolver');
  });

  it('a base URL keeps its path, with or without a "/" at its end', async () => {
    for (const baseUrl of ['https://example.com/jira', 'https://example.com/jira/'])
      expect((await seen(wayOf('jira-dc'), { baseUrl })).path).toBe('/jira/rest/api/2/myself');
  });

  it('a header whose optional field is empty is left out', async () => {
    const { headers } = await seen(wayOf('openai'), { organization: '', project: 'proj_1' });
    expect(headers).not.toHaveProperty('openai-organization');
    expect(headers['openai-project']).toBe('proj_1');
  });
});

describe('token requests', () => {
  const params = (request: Seen): object => Object.fromEntries(new URLSearchParams(request.body ?? ''));

  it('client ID and secret go into the body, or form-encoded into the Authorization header (RFC 6749 §2.3.1)', async () => {
    const way = wayOf('generic-http', 'oauth2_client_credentials');
    const texts = { clientId: 'a:b', clientSecret: 's p&c=é', scope: 'read write' };
    const byBody = await seen(way, { ...texts, clientAuth: 'body' }, 'token');
    expect(params(byBody)).toEqual({ grant_type: 'client_credentials', client_id: 'a:b', client_secret: 's p&c=é', scope: 'read write' });
    expect(byBody).toMatchObject({ method: 'POST', origin: 'https://auth.example.com:443', path: '/oauth/token', query: '' });
    expect(byBody.headers).not.toHaveProperty('authorization');
    const byHeader = await seen(way, { ...texts, scope: '' }, 'token');
    expect(params(byHeader)).toEqual({ grant_type: 'client_credentials' });
    expect(byHeader.headers['authorization']).toBe(basic('a%3Ab', 's%20p%26c%3D%C3%A9'));
    expect(byHeader.headers['content-type']).toBe('application/x-www-form-urlencoded');
  });

  it('the password grant sends the user too', async () => {
    expect(params(await seen(wayOf('servicenow', 'password_grant'), {}, 'token'))).toEqual({
      grant_type: 'password',
      username: 'sample-username',
      password: 'sample-password',
      client_id: 'sample-clientId',
      client_secret: 'sample-clientSecret',
    });
  });

  it('the headers of generic-http belong to the probe: the token endpoint does not see them', async () => {
    const way = wayOf('generic-http', 'oauth2_client_credentials');
    expect((await seen(way, { headers: { 'X-Further': 'secret' } }, 'token')).headers).not.toHaveProperty('x-further');
    expect((await seen(way, { headers: { 'X-Further': 'secret' } })).headers['x-further']).toBe('secret');
  });

  it('a refresh token that each use replaces is never sent', async () => {
    expect(await refusal(() => seen(wayOf('jira-cloud', 'refresh_token'), {}, 'token'))).toEqual({ code: 'misconfigured', pointer: undefined });
  });
});

describe('generic-http', () => {
  it('path and query are appended as written, and POST has an empty body', async () => {
    expect(await seen(wayOf('generic-http', 'bearer'), { path: '/me%2Fx?fields=id,name&a=%20', httpMethod: 'POST' })).toMatchObject({
      method: 'POST',
      origin: 'https://api.example.com:443',
      path: '/v1/me%2Fx',
      query: 'fields=id,name&a=%20',
      body: null,
    });
  });

  it('without a path the base URL itself is asked', async () => {
    expect(await seen(wayOf('generic-http', 'none'), { baseUrl: 'https://api.example.com', path: '/' })).toMatchObject({ path: '/', query: '' });
  });

  it('an API key goes into the header or the query that the connection names', async () => {
    const way = wayOf('generic-http', 'api_key');
    const key = { name: 'X-Key', in: 'header', apiKey: 'k/1', prefix: '' };
    expect((await seen(way, key)).headers['x-key']).toBe('k/1');
    expect((await seen(way, { ...key, prefix: 'Token' })).headers['x-key']).toBe('Token k/1');
    expect((await seen(way, { ...key, prefix: 'Token ' })).headers['x-key']).toBe('Token k/1');
    expect((await seen(way, { ...key, prefix: 'key=' })).headers['x-key']).toBe('key=k/1');
    const query = await seen(way, { ...key, in: 'query', path: '/me?a=b', prefix: 'v1 ' });
    expect(query.query).toBe('a=b&X-Key=v1%20k%2F1');
    expect(query.headers).not.toHaveProperty('x-key');
  });

  it('the caller may replace what the product says of itself, never the credential', async () => {
    const { headers } = await seen(wayOf('generic-http', 'bearer'), { headers: { ACCEPT: 'text/plain', 'User-Agent': 'acme', Authorization: 'Bearer other' } });
    expect(headers).toMatchObject({ accept: 'text/plain', 'user-agent': 'acme', authorization: 'Bearer sample-token' });
  });

  it('a header or path that lint refuses is refused here too', async () => {
    const way = wayOf('generic-http', 'none');
    expect(await refusal(() => seen(way, { headers: { Host: 'evil.example.com' } }))).toEqual(unusable('headers'));
    expect(await refusal(() => seen(way, { path: '/../x' }))).toEqual(unusable('path'));
    expect(await refusal(() => seen(wayOf('generic-http', 'api_key'), { in: 'header', name: 'Host' }))).toEqual(unusable('name'));
    expect(await refusal(() => seen(way, { httpMethod: 'CONNECT' }))).toEqual(unusable('httpMethod'));
    expect(await refusal(() => seen(way, { headers: { 'X-A': 'a\r\nb' } }))).toEqual(unusable('headers/X-A'));
    for (const baseUrl of ['https://api.example.com@evil.example.com', 'https://api.example.com/%252e%252e/x'])
      expect((await refusal(() => seen(way, { baseUrl }))).code).toBe('address_denied');
  });
});

describe('a value that cannot stand in its place is refused with its field', () => {
  const bearer = wayOf('jira-dc', 'pat');
  const user = wayOf('jira-dc', 'basic');

  it.each([
    '',
    ' ',
    'a\nb',
    'a\r\nX: y',
    'a\u0000b',
    'a\tb',
    'a\u007fb',
    'a\u0085b',
    'tok\u2013en',
    '€',
    ' token',
    'token ',
    'token\n',
    '\ud800',
    '\u00a0token',
  ])('%j in a header', async (personalAccessToken) => {
    expect(await refusal(() => seen(bearer, { personalAccessToken }))).toEqual(unusable('personalAccessToken'));
  });

  it.each(['', 'a:b', ':', 'a\nb', '\u0000', '\udc00'])('%j as the user of Basic', async (username) => {
    expect(await refusal(() => seen(user, { username }))).toEqual(unusable('username'));
  });

  it('a password may hold ":" and any letter, but no line break and not nothing', async () => {
    expect((await seen(user, { password: 'p:ä€ ' })).headers['authorization']).toBe(basic('sample-username', 'p:ä€ '));
    for (const password of ['', 'p\n', '\ud800']) expect(await refusal(() => seen(user, { password }))).toEqual(unusable('password'));
  });

  it('a latin1 letter is sent as such', async () => {
    expect((await seen(bearer, { personalAccessToken: 'tökén' })).headers['authorization']).toBe('Bearer tökén');
  });

  it('an API key in the query, and a form, take no half of a surrogate pair', async () => {
    expect(await refusal(() => seen(wayOf('generic-http', 'api_key'), { in: 'query', name: 'k', prefix: '', apiKey: '\ud800' }))).toEqual(unusable('apiKey'));
    expect(await refusal(() => seen(wayOf('generic-http', 'api_key'), { in: 'query', name: 'k', prefix: '', apiKey: 'a\nb' }))).toEqual(unusable('apiKey'));
    expect(await refusal(() => seen(wayOf('servicenow', 'client_credentials'), { clientSecret: '\ud800' }, 'token'))).toEqual(unusable('clientSecret'));
  });

  it('a value that a path segment cannot hold', async () => {
    const connector: Connector = { ...connectorOf('stripe'), probe: { path: '/bot${secretKey}/getMe?x=${secretKey}' } };
    const way = { connector, method: connector.methods[0]! };
    expect(await seen(way, { secretKey: 'a/b?c#d%2e\u00e9;' })).toMatchObject({
      path: '/bota%2Fb%3Fc%23d%252e%C3%A9%3B/getMe',
      query: 'x=a%2Fb%3Fc%23d%252e%C3%A9%3B',
    });
    const bare = { ...way, connector: { ...connector, probe: { path: '/${secretKey}' } } };
    for (const secretKey of ['.', '..', '', 'a\nb', '\u0000']) expect(await refusal(() => seen(bare, { secretKey }))).toEqual(unusable('secretKey'));
    expect((await seen(way, { secretKey: `!'()*~` })).path).toBe('/bot%21%27%28%29%2A~/getMe');
    expect((await seen(way, { secretKey: 'k' })).request.destination.path).toBe('/');
  });
});

describe('values are put into a body without adding to its structure', () => {
  const connector: Connector = {
    ...connectorOf('stripe'),
    probe: { method: 'POST', path: '/x', json: { a: ['${secretKey}', 1], 'b${x}': null, c: { d: 'p ${secretKey}' }, e: '${none?}' } },
  };
  const xml: Connector = { ...connector, probe: { method: 'POST', path: '/x', xml: '<key>${secretKey}</key>' } };
  const hostile = '"},"admin":true,{"x":"';

  it('JSON', async () => {
    const { body, headers } = await seen({ connector, method: connector.methods[0]! }, { secretKey: hostile });
    expect(JSON.parse(body ?? '')).toEqual({ a: [hostile, 1], 'b${x}': null, c: { d: `p ${hostile}` } });
    expect(headers['content-type']).toBe('application/json');
  });

  it('XML', async () => {
    const way = { connector: xml, method: xml.methods[0]! };
    expect((await seen({ ...way, method: { ...way.method, apply: {} } }, { secretKey: `</key>&"'` })).body).toBe('<key>&#60;/key&#62;&#38;&#34;&#39;</key>');
    expect(await refusal(() => seen({ ...way, method: { ...way.method, apply: {} } }, { secretKey: 'a\u0001' }))).toEqual(unusable('secretKey'));
  });
});

const HOSTILE = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc
    .array(
      fc.constantFrom(
        '/',
        '..',
        '.',
        '%2e',
        '\\',
        '?',
        '#',
        '&',
        '=',
        ':',
        '@',
        '//',
        'evil.example.com',
        '\r\n',
        '\u0000',
        'Host: x',
        ';',
        '{{',
        '${token}',
        '"',
        "'",
        '<',
        ' ',
        '\ud800',
        'é',
        '€',
        'a',
        '443',
        '[',
        ']',
      ),
      {
        maxLength: 8,
      },
    )
    .map((parts) => parts.join('')),
);
const isSendable = (method: Method): boolean => !method.steps?.some((step) => step.storesNewSecret);

/** What no value of a maskable field may change. */
function shapeOf(request: Seen): object {
  const form = request.headers['content-type'] === 'application/x-www-form-urlencoded';
  return {
    method: request.method,
    origin: request.origin,
    destination: request.request.destination,
    segments: request.path.split('/').length,
    parameters: request.query.split('&').map((pair) => pair.split('=')[0]),
    headers: Object.keys(request.headers).sort(),
    form: form ? (request.body ?? '').split('&').map((pair) => pair.split('=')[0]) : null,
    hasBody: request.body !== null,
  };
}

const PUBLIC_KEY = RSA.publicKey.export({ type: 'spki', format: 'pem' }).toString();

/** Does every value stand whole where the definition puts it, as the emulator of the service reads it? What is signed with it shows nothing of it. */
function arrivesWhole(
  { request }: Seen,
  { connector, method }: Way,
  sent: { readonly step: 'token' | 'probe'; readonly texts: Readonly<Record<string, string>> },
): boolean {
  const exchange = exchangesOf(connector, method).find(({ step }) => step === sent.step)!;
  const values = { ...sampleTexts(connector, method), ...capturedSamples(method), 'publicKey of the assertion': PUBLIC_KEY, ...sent.texts };
  return accepts({ connector, method, ...exchange }, arrivedOf(request), values);
}

const SENDABLE = WAYS.filter(([, , method]) => isSendable(method)).map(([name, connector, method]) => {
  const fields = fieldsOf(connector, method).filter((field) => field.kind !== 'map');
  const steps = exchangesOf(connector, method).map(({ step }) => step);
  // Keys and certificates have a form of their own; signers.test.ts is about them.
  const maskable = fields.filter((field) => field.maskable && !/^(?:privateKey|client(?:Certificate|Key))$/.test(field.name));
  return { name, way: { connector, method }, fields, steps, maskable };
});

it.each(SENDABLE.filter(({ maskable }) => maskable.length > 0))(
  'a value of a maskable field of $name is refused, or arrives whole and changes nothing else',
  async ({ way, steps, maskable }) => {
    const usual = new Map(await Promise.all(steps.map(async (step) => [step, shapeOf(await seen(way, {}, step))] as const)));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...maskable), fc.constantFrom(...steps), HOSTILE, async (field, step, value) => {
        fc.pre(value !== '' || field.required);
        const texts = { [field.name]: value };
        const request = await attempt(() => seen(way, texts, step), field.name);
        if (!request) return;
        expect(shapeOf(request)).toEqual(usual.get(step));
        expect(arrivesWhole(request, way, { step, texts })).toBe(true);
      }),
      { numRuns: 300 },
    );
  },
);

it.each(SENDABLE)('no text of a field of $name puts a line break into a header, nor anything but ASCII into the URL', async ({ way, fields, steps }) => {
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(fc.constantFrom(...fields.map((field) => field.name)), HOSTILE, { maxKeys: 2 }),
      fc.constantFrom(...steps),
      async (texts, step) => {
        const request = await attempt(() => seen(way, texts, step));
        if (!request) return;
        expect(request.request.pathAndQuery.reveal()).toMatch(/^\/[!-~]*$/);
        expect(request.path).not.toMatch(/^\/\/|(?:^|\/)\.{1,2}(?:\/|$)|#/);
        for (const [name, value] of Object.entries(request.headers)) expect(`${name}: ${value}`).toMatch(/^[a-z0-9._-]+: [\u0020-\u007e\u00a0-\u00ff]*$/);
        expect(request.origin).toMatch(/^https?:\/\/[a-z0-9.:[\]-]+:\d+$/);
      },
    ),
    { numRuns: 100 },
  );
});

/** Null where it is refused for its value; anything else that is thrown fails the test. */
async function attempt(build: () => Promise<Seen>, field?: string): Promise<Seen | null> {
  try {
    return await build();
  } catch (error) {
    if (!(error instanceof ResolverError) || !['value_unusable', 'address_denied'].includes(error.code)) throw error;
    if (field !== undefined && error.where.pointer !== `/config/${field}`) throw error;
    return null;
  }
}

it('whatever is in a header value of generic-http, no other header changes and none is added', async () => {
  const way = wayOf('generic-http', 'bearer');
  await fc.assert(
    fc.asyncProperty(HOSTILE, async (value) => {
      const request = await attempt(() => seen(way, { headers: { 'X-A': value, 'X-B': 'b' } }));
      const expected = {
        accept: 'application/json',
        'user-agent': 'secret-mask-resolver',
        'x-a': value,
        'x-b': 'b',
        authorization: 'Bearer sample-token',
      };
      expect(request && request.headers).toEqual(request && expected);
    }),
    { numRuns: 1000 },
  );
});

it('query and form values arrive as they were', async () => {
  const query = wayOf('generic-http', 'api_key');
  const form = wayOf('servicenow', 'client_credentials');
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1 }), async (value) => {
      const request = await attempt(() => seen(query, { in: 'query', name: 'k', prefix: '', apiKey: value, path: '/?a=b' }));
      const expected = [
        ['a', 'b'],
        ['k', value],
      ];
      expect(request && [...new URLSearchParams(request.query)]).toEqual(request && expected);
      expect(new URLSearchParams((await seen(form, { clientSecret: value }, 'token')).body ?? '').get('client_secret')).toBe(value);
    }),
  );
});

it('a request shows nothing of its secrets when it is printed', async () => {
  const { request } = await seen(wayOf('generic-http', 'mtls'), { headers: { 'X-A': 'canary-value' } });
  for (const text of [inspect(request, { depth: 9 }), JSON.stringify(request), String(request.headers['x-a'])]) {
    expect(text).not.toContain('canary-value');
    expect(text).not.toContain('BEGIN');
  }
  expect(request.clientCertificate?.certificate.reveal()).toBe(CLIENT_CERTIFICATE);
});

it('a field that is an object where a text is meant, or is not there, is no value', async () => {
  const { connector, method } = wayOf('jira-dc', 'pat');
  const [exchange] = exchangesOf(connector, method);
  const base = secretsOf(sampleTexts(connector, method));
  const inherited = Object.assign(Object.create({ personalAccessToken: new Secret('z') }), { baseUrl: base['baseUrl']! });
  for (const values of [{ ...base, personalAccessToken: { x: new Secret('y') } }, { baseUrl: base['baseUrl']! }, inherited]) {
    expect(await refusal(() => buildRequest({ connector, method, exchange: exchange!, values }, DEPS))).toEqual(unusable('personalAccessToken'));
  }
});
