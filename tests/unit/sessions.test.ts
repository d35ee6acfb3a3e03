import { describe, expect, it, vi } from 'vitest';
import type { Connector, Method } from '../../shared/connectors/connector.ts';
import { Deferral } from '../../shared/deferral.ts';
import { ResolverError } from '../../shared/errors.ts';
import { verifyConnection } from '../../shared/verify.ts';
import { type Arrived, jsonAnswer, pretendService, serviceMask } from '../helpers/pretend-service.ts';

const PASSWORD = 'canary-5f2c1a77e0d94b6c';
const METHOD: Method = {
  id: 'session',
  label: 'Session',
  scheme: 'session_login',
  fields: [{ name: 'password', label: 'Password', kind: 'secret', required: true, maskable: true }],
  steps: [{ method: 'POST', path: '/login', json: { password: '${password}' }, capture: { session: 'cookie:SID', csrf: 'header:x-csrf' } }],
  apply: { headers: { Cookie: 'SID=${session}', 'X-CSRF': '${csrf}' } },
  close: { method: 'DELETE', path: '/login' },
};
const SERVICE: Connector = {
  id: 'pretend',
  name: 'Pretend',
  category: 'test',
  docs: 'https://example.com/',
  confidence: 'unproven',
  base: 'https://api.example.com',
  hosts: [{ pattern: 'api.example.com', kind: 'vendor-fixed' }],
  ports: [443],
  callerMade: false,
  fields: [],
  methods: [METHOD],
  probe: { path: '/me' },
  rules: [
    { step: 'token', status: [401], outcome: 'bad_credentials' },
    { status: [200], json: [{ path: 'id', exists: true }], outcome: 'ok' },
  ],
  lockout: 'low',
};
const OPENED = jsonAnswer(204, '', { 'set-cookie': 'SID=session-of-ours; Path=/', 'x-csrf': 'csrf-of-ours' });
const BUT: Readonly<Record<string, (arrived: Arrived) => ReturnType<typeof jsonAnswer>>> = {
  'POST /login': () => OPENED,
  'GET /me': () => jsonAnswer(200, { id: 1 }),
  'DELETE /login': () => jsonAnswer(200, {}),
};
const answering =
  (by: typeof BUT = {}) =>
  (arrived: Arrived) =>
    ({ ...BUT, ...by })[`${arrived.verb} ${arrived.target}`]!(arrived);
const given = { values: { password: PASSWORD }, config: { password: serviceMask('password') }, hosts: 'api.example.com' };
const linesOf = (arrived: readonly Arrived[]): readonly string[] => arrived.map(({ verb, host, target }) => `${verb} ${host}${target}`);

describe('a session', () => {
  it('is opened, used and ended, with what was captured from header and cookie', async () => {
    const { deps, arrived, connection } = pretendService(SERVICE, { ...given, answer: answering() });
    const verification = await verifyConnection(connection, deps);
    expect(verification).toMatchObject({ code: 'ok', target: { host: 'api.example.com', httpStatus: 200 } });
    expect(linesOf(arrived)).toEqual(['POST api.example.com/login', 'GET api.example.com/me', 'DELETE api.example.com/login']);
    expect(arrived[0]?.body).toBe(JSON.stringify({ password: PASSWORD }));
    for (const { headers } of arrived.slice(1)) expect(headers).toMatchObject({ cookie: 'SID=session-of-ours', 'x-csrf': 'csrf-of-ours' });
    expect(verification.steps.map(({ name }) => name)).toEqual(['find_masks', 'bind', 'fetch_secrets', 'guard', 'token', 'guard', 'probe', 'close']);
  });

  it.each<[how: string, close: () => ReturnType<typeof jsonAnswer>]>([
    ['answers with an error', () => jsonAnswer(500, 'no')],
    ['answers 401', () => jsonAnswer(401, {})],
    [
      'is silent until the time is over',
      () => {
        throw new ResolverError('target_timeout', { host: 'api.example.com' });
      },
    ],
    [
      'may not be asked now',
      () => {
        throw new Deferral('later', 1);
      },
    ],
    [
      'fails in a way that nobody foresaw',
      () => {
        throw new TypeError('boom');
      },
    ],
  ])('whose end %s changes no verdict', async (_, close) => {
    const { deps, connection } = pretendService(SERVICE, { ...given, answer: answering({ 'DELETE /login': close }) });
    expect(await verifyConnection(connection, deps)).toMatchObject({ code: 'ok', target: { httpStatus: 200 } });
  });

  it('is ended too when the probe did not end in ok, or not at all', async () => {
    const refused = pretendService(SERVICE, { ...given, answer: answering({ 'GET /me': () => jsonAnswer(403, {}) }) });
    expect(await verifyConnection(refused.connection, refused.deps)).toMatchObject({ code: 'forbidden', target: { httpStatus: 403 } });
    expect(linesOf(refused.arrived).at(-1)).toBe('DELETE api.example.com/login');
    const silent = () => {
      throw new ResolverError('target_timeout', { host: 'api.example.com' });
    };
    const lost = pretendService(SERVICE, { ...given, answer: answering({ 'GET /me': silent }) });
    expect(await verifyConnection(lost.connection, lost.deps)).toMatchObject({ code: 'target_timeout' });
    expect(linesOf(lost.arrived).at(-1)).toBe('DELETE api.example.com/login');
  });

  it('that was never opened is not ended, and bad credentials are sent once', async () => {
    const answer = answering({ 'POST /login': () => jsonAnswer(401, {}) });
    for (const method of [METHOD, { ...METHOD, apply: {} }]) {
      const { deps, arrived, connection } = pretendService({ ...SERVICE, methods: [method] }, { ...given, answer });
      expect(await verifyConnection(connection, deps)).toMatchObject({ code: 'bad_credentials' });
      expect(linesOf(arrived)).toEqual(['POST api.example.com/login']);
    }
  });

  it('is ended at a host that the secret may go to, or the secret is not read', async () => {
    const close = { method: 'POST', url: 'https://logout.example.com/' };
    const elsewhere: Connector = {
      ...SERVICE,
      hosts: [...SERVICE.hosts, { pattern: 'logout.example.com', kind: 'vendor-fixed' }],
      methods: [{ ...METHOD, close }],
    };
    const fetchSecrets = vi.fn<(typeof deps)['fetchSecrets']>();
    const { deps, connection } = pretendService(elsewhere, { ...given, answer: answering(), over: { fetchSecrets } });
    expect(await verifyConnection(connection, deps)).toMatchObject({ code: 'destination_denied' });
    expect(fetchSecrets).not.toHaveBeenCalled();
  });

  it('is ended only where the guard lets the request through', async () => {
    const { deps, arrived, connection } = pretendService(SERVICE, { ...given, answer: answering() });
    let asked = 0;
    const guard: typeof deps.guard = (request) => ((asked += 1) > 2 ? Promise.reject(new ResolverError('address_denied', { host: 'x' })) : deps.guard(request));
    expect(await verifyConnection(connection, { ...deps, guard })).toMatchObject({ code: 'ok' });
    expect([asked, arrived.length]).toEqual([3, 2]);
  });
});

it('two steps: the second is sent with what the first answered, and the probe with what the second did', async () => {
  const steps: Method['steps'] = [
    { method: 'POST', path: '/login', json: { password: '${password}' }, capture: { ticket: 'ticket' } },
    { method: 'POST', path: '/token', headers: { Authorization: 'Ticket ${ticket}' }, capture: { token: 'data.token' } },
  ];
  const service: Connector = { ...SERVICE, methods: [{ ...METHOD, steps, apply: { headers: { Authorization: 'Bearer ${token}' } } }] };
  const answer = answering({
    'POST /login': () => jsonAnswer(200, { ticket: 'ticket-1' }),
    'POST /token': ({ headers }) => jsonAnswer(200, { data: { token: `for ${headers['authorization']}` } }),
  });
  const { deps, arrived, connection } = pretendService(service, { ...given, answer });
  expect(await verifyConnection(connection, deps)).toMatchObject({ code: 'ok' });
  expect(arrived.map(({ headers }) => headers['authorization'])).toEqual([
    undefined,
    'Ticket ticket-1',
    'Bearer for Ticket ticket-1',
    'Bearer for Ticket ticket-1',
  ]);
});

describe('a host that a token answer names', () => {
  const tenant: Connector = {
    ...SERVICE,
    base: '${instanceUrl}',
    hosts: [
      { pattern: 'api.example.com', kind: 'vendor-fixed' },
      { pattern: '*.my.example.com', kind: 'vendor-tenant' },
    ],
    methods: [
      {
        ...METHOD,
        steps: [
          {
            method: 'POST',
            url: 'https://api.example.com/login',
            json: { password: '${password}' },
            capture: { token: 'token', instanceUrl: 'instance_url' },
          },
        ],
        apply: { headers: { Authorization: 'Bearer ${token}' } },
        close: { method: 'POST', path: '/logout' },
      },
    ],
  };
  const named = (instance_url: unknown, hosts = 'api.example.com acme.my.example.com') =>
    pretendService(tenant, {
      ...given,
      hosts,
      answer: answering({ 'POST /login': () => jsonAnswer(200, { token: 'issued-token', instance_url }), 'POST /logout': () => jsonAnswer(200, {}) }),
    });

  it('is asked with the token where the connector and the owner of the secret allow it', async () => {
    const { deps, arrived, connection } = named('https://acme.my.example.com');
    expect(await verifyConnection(connection, deps)).toMatchObject({ code: 'ok', target: { host: 'acme.my.example.com', httpStatus: 200 } });
    expect(linesOf(arrived)).toEqual(['POST api.example.com/login', 'GET acme.my.example.com/me', 'POST acme.my.example.com/logout']);
  });

  it('is not sent the token where the owner has not allowed it; the fix names the tag that would', async () => {
    const { deps, arrived, connection } = named('https://other.my.example.com');
    const verification = await verifyConnection(connection, deps);
    expect(verification).toMatchObject({ code: 'destination_denied', target: { host: 'other.my.example.com' } });
    expect(verification.fix?.commands[0]).toContain('api.example.com acme.my.example.com other.my.example.com');
    expect(linesOf(arrived)).toEqual(['POST api.example.com/login']);
  });

  it.each([
    'https://evil.example.org',
    'https://a.b.my.example.com',
    'https://my.example.com',
    'https://acme.my.example.com.evil.example.org',
    'https://acme.my.example.com@evil.example.org',
    'https://evil.example.org/acme.my.example.com',
    'https://acme.my.example.com/path',
    'https://acme.my.example.com/?q',
    'https://ACME.my.example.com',
    'https://acme.my.example.com.',
    'https://[::1]',
    'https://169.254.169.254',
    'acme.my.example.com',
    'ftp://acme.my.example.com',
    'javascript:alert(1)',
  ])('%s is not asked, and not shown', async (instanceUrl) => {
    const { deps, arrived, connection } = named(instanceUrl);
    const verification = await verifyConnection(connection, deps);
    expect(verification).toMatchObject({ status: 'inconclusive', code: 'unexpected_response', target: { host: 'api.example.com', httpStatus: 200 } });
    expect(JSON.stringify(verification)).not.toMatch(/acme|evil|169\.|::1|my\.example/);
    expect(linesOf(arrived)).toEqual(['POST api.example.com/login']);
  });

  it('may not be plain http, nor another port', async () => {
    for (const url of ['http://acme.my.example.com', 'https://acme.my.example.com:8443']) {
      const { deps, arrived, connection } = named(url);
      expect(await verifyConnection(connection, deps)).toMatchObject({ code: 'address_denied' });
      expect(arrived).toHaveLength(1);
    }
  });

  it('is a refused token request where it is missing', async () => {
    const { deps, connection } = named(undefined);
    expect(await verifyConnection(connection, deps)).toMatchObject({ code: 'token_request_refused' });
  });

  it('may resemble a value where the owner of the secret has allowed it by name', async () => {
    const host = `${PASSWORD}.my.example.com`;
    const { deps, connection } = named(`https://${host}`, `api.example.com ${host}`);
    expect((await verifyConnection(connection, deps)).code).toBe('ok');
  });

  it('shows no secret in its name', async () => {
    for (const secret of [PASSWORD, 'issued-token']) {
      const { deps, connection } = named(`https://${secret}.my.example.com`);
      const verification = await verifyConnection(connection, deps);
      expect(verification).toMatchObject({ code: 'unexpected_response', target: { host: 'api.example.com' } });
      expect(JSON.stringify(verification)).not.toContain(secret);
    }
  });
});

it('refused credentials of a service with regions come with the field that chooses one, and no other is tried', async () => {
  const region = {
    name: 'region',
    label: 'Region',
    kind: 'choice' as const,
    required: false,
    maskable: false,
    options: ['eu', 'us'],
    default: 'eu',
    origin: true as const,
  };
  const regional: Connector = {
    ...SERVICE,
    base: 'https://${region}.example.com',
    hosts: [{ pattern: '*.example.com', kind: 'vendor-tenant' }],
    fields: [region],
    region: 'region',
  };
  const service = (status: number, connector = regional) =>
    pretendService(connector, { ...given, hosts: 'eu.example.com', answer: answering({ 'POST /login': () => jsonAnswer(status, {}) }) });
  const { deps, arrived, connection } = service(401);
  expect((await verifyConnection(connection, deps)).message).toBe(
    'Pretend refused the credentials (HTTP 401). They may belong to another region than the one in "Region".',
  );
  expect(linesOf(arrived)).toEqual(['POST eu.example.com/login']);
  const limited = service(429);
  expect((await verifyConnection(limited.connection, limited.deps)).message).not.toContain('region');
});

it('what follows in a Cookie header from a value is one cookie or nothing', async () => {
  const { id, label, scheme, fields } = METHOD;
  const service: Connector = { ...SERVICE, methods: [{ id, label, scheme, fields, apply: { headers: { cookie: 'key=${password}' } } }] };
  const sent = async (password: string) => {
    const { deps, arrived, connection } = pretendService(service, { ...given, values: { password }, answer: answering() });
    const { code } = await verifyConnection(connection, deps);
    return [code, arrived[0]?.headers['cookie']];
  };
  expect(await sent('a="b"+/~')).toEqual(['ok', 'key=a="b"+/~']);
  for (const password of ['a; admin=1', 'a, b=1', 'a b', 'a\\b', 'ä', 'a\n']) expect(await sent(password)).toEqual(['value_unusable', undefined]);
});
