import { describe, expect, it, vi } from 'vitest';
import type { Connector, HostRule } from '../../shared/connectors/connector.ts';
import { RequestError } from '../../shared/errors.ts';
import { verifyConnection } from '../../shared/verify.ts';
import type { VerifyDeps } from '../../shared/verify-deps.ts';
import { jsonAnswer, pretendService, serviceMask } from '../helpers/pretend-service.ts';

const TOKEN = 'canary-5f2c1a77e0d94b6c';
const base: Connector = {
  id: 'pretend',
  name: 'Pretend',
  category: 'test',
  docs: 'https://example.com/',
  confidence: 'unproven',
  base: 'https://${host}',
  hosts: [
    { pattern: 'api.example.com', kind: 'vendor-fixed' },
    { pattern: '*.tenants.example.com', kind: 'vendor-tenant' },
    { pattern: '${host}', kind: 'customer' },
  ],
  ports: [443],
  callerMade: false,
  fields: [{ name: 'host', label: 'Host', kind: 'host', required: true, maskable: false, origin: true }],
  methods: [
    {
      id: 'token',
      label: 'Token',
      scheme: 'bearer',
      fields: [{ name: 'token', label: 'Token', kind: 'secret', required: true, maskable: true }],
      apply: { headers: { Authorization: 'Bearer ${token}' } },
    },
  ],
  probe: { path: '/me' },
  identity: 'user.login',
  rules: [
    { status: [200], json: [{ path: 'user', exists: true }], outcome: 'ok' },
    { status: [403], json: [{ path: 'user', exists: true }], outcome: 'ok_limited' },
  ],
  lockout: 'low',
};

const { identity: PATH, ...UNDECLARED } = base;

type Case = {
  readonly user?: unknown;
  readonly host?: string;
  readonly status?: number;
  readonly expectIdentity?: string | null;
  readonly connector?: Connector;
  readonly over?: Partial<VerifyDeps>;
};

function tested({ user = { login: 'ada' }, host = 'api.example.com', status = 200, expectIdentity = null, connector = base, over = {} }: Case) {
  const { deps, arrived, connection } = pretendService(connector, {
    values: { token: TOKEN },
    config: { host, token: serviceMask('token') },
    hosts: 'api.example.com acme.tenants.example.com own.example.org',
    answer: () => jsonAnswer(status, { user }),
    over,
  });
  return { arrived, verified: verifyConnection({ ...connection, expectIdentity }, deps) };
}
const identityOf = async (of: Case): Promise<string | null> => (await tested(of).verified).identity;

describe('whom the credentials belong to', () => {
  it('is said where a host of the vendor names the account, as the method has it before the connector', async () => {
    expect(await identityOf({})).toBe('ada');
    expect(await identityOf({ host: 'acme.tenants.example.com' })).toBe('ada');
    expect(await identityOf({ status: 403 })).toBe('ada');
    expect(PATH).toBe('user.login');
    const methods = [{ ...base.methods[0]!, identity: 'user.team' }];
    expect(await identityOf({ user: { login: 'ada', team: 'blue' }, connector: { ...base, methods } })).toBe('blue');
  });

  it('is never taken from a host of a customer, nor of none', async () => {
    expect(await identityOf({ host: 'own.example.org' })).toBeNull();
    const hosts: HostRule[] = [{ pattern: 'api.example.com', kind: 'customer' }];
    expect(await identityOf({ connector: { ...base, hosts } })).toBeNull();
  });

  it('is not said of credentials that were not accepted, nor by a service that declares nothing', async () => {
    expect(await tested({ status: 401 }).verified).toMatchObject({ code: 'bad_credentials', identity: null });
    expect(await tested({ status: 429 }).verified).toMatchObject({ code: 'rate_limited', identity: null });
    expect(await identityOf({ connector: UNDECLARED })).toBeNull();
  });

  it.each([
    ['ada', 'ada'],
    ['Ada Lovelace <ada@example.com>', 'Ada Lovelace <ada@example.com>'],
    ['東京', '東京'],
    [4711, '4711'],
    [0, '0'],
    ['a'.repeat(128), 'a'.repeat(128)],
    ['😀'.repeat(128), '😀'.repeat(128)],
    ['a'.repeat(129), null],
    ['', null],
    ['  ', null],
    [1.5, null],
    [2 ** 60, null],
    [true, null],
    [null, null],
    [['ada'], null],
    [{ name: 'ada' }, null],
    ['a\nb', null],
    ['a\u0000b', null],
    ['a\u0085b', null],
    ['a\u200bb', null],
    ['a\u202eb', null],
    ['a\u2028b', null],
    ['\ud800', null],
    ['\ue000', null],
  ])('%j is shown as %j', async (login, shown) => {
    expect(await identityOf({ user: { login } })).toBe(shown);
  });

  it.each([TOKEN, TOKEN.toUpperCase(), `x ${TOKEN}`, TOKEN.slice(0, 16), Buffer.from(TOKEN).toString('base64'), Buffer.from(`u:${TOKEN}`).toString('hex')])(
    'is nobody where the answer says %s, which could tell the secret',
    async (login) => {
      const verification = await tested({ user: { login } }).verified;
      expect(verification).toMatchObject({ code: 'ok', identity: null });
      expect(JSON.stringify(verification)).not.toContain(login);
    },
  );
});

describe('where somebody is expected', () => {
  it('the same name is ok, and another is identity_changed, which names the other nowhere but in its field', async () => {
    expect(await tested({ expectIdentity: 'ada' }).verified).toMatchObject({ status: 'authorized', code: 'ok', identity: 'ada' });
    for (const status of [200, 403]) {
      const changed = await tested({ expectIdentity: 'bob', status }).verified;
      expect(changed).toMatchObject({ status: 'refused', code: 'identity_changed', identity: 'ada', target: { httpStatus: status } });
      expect(JSON.stringify({ ...changed, identity: null })).not.toMatch(/ada|bob/);
    }
    for (const expectIdentity of ['Ada', 'ada ', 'ad']) expect(await tested({ expectIdentity }).verified).toMatchObject({ code: 'identity_changed' });
    expect(await tested({ expectIdentity: '4711', user: { login: 4711 } }).verified).toMatchObject({ code: 'ok' });
  });

  it('credentials that are refused stay refused, and where nobody is named the verdict stays as it is', async () => {
    expect(await tested({ expectIdentity: 'bob', status: 401 }).verified).toMatchObject({ code: 'bad_credentials', identity: null });
    expect(await tested({ expectIdentity: 'bob', user: {} }).verified).toMatchObject({ code: 'ok', identity: null });
  });

  it('a secret that is said back cannot be guessed at: no guess changes the verdict', async () => {
    for (const expectIdentity of [TOKEN, 'another'])
      expect(await tested({ expectIdentity, user: { login: TOKEN } }).verified).toMatchObject({ code: 'ok', identity: null });
  });

  it.each<[why: string, of: Case, code: string]>([
    ['by a service that names nobody', { connector: UNDECLARED }, 'schema_invalid'],
    ['of a host of the customer’s own', { host: 'own.example.org' }, 'schema_invalid'],
    ['with a mask', { expectIdentity: serviceMask('token') }, 'mask_not_allowed_here'],
    ['with what is nearly a mask', { expectIdentity: '{{Workato:sm:a}' }, 'mask_not_allowed_here'],
  ])('%s, the request itself is wrong, and nothing is read or sent', async (_, of, code) => {
    const fetchSecrets = vi.fn<VerifyDeps['fetchSecrets']>();
    const { arrived, verified } = tested({ expectIdentity: 'ada', ...of, over: { fetchSecrets } });
    const error: unknown = await verified.catch((thrown: unknown) => thrown);
    expect(error instanceof RequestError && error.issues.map((issue) => `${issue.code} ${issue.where.pointer}`)).toEqual([`${code} /expectIdentity`]);
    expect(fetchSecrets).not.toHaveBeenCalled();
    expect(arrived).toEqual([]);
  });
});
