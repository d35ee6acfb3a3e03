import { beforeEach, describe, expect, it } from 'vitest';
import { openClock, type Clock } from '../../../infra/local/clock.ts';
import { memoryDirectory } from '../../../infra/local/data-directory.ts';
import { openIssuer, type Issuer } from '../../../infra/local/issuer.ts';
import { makeJwtVerifier } from '../../../infra/local/jwt-verifier.ts';
import { makeLocalRoutes, type LocalParts } from '../../../infra/local/local-routes.ts';
import { makeCodes } from '../../../infra/local/sign-in/codes.ts';

const ISSUER = 'http://127.0.0.1:3000/local/issuer';

let clock: Clock;
let issuer: Issuer;
let set: unknown[];
let parts: LocalParts;

beforeEach(async () => {
  const data = memoryDirectory();
  clock = openClock(data, () => 1_700_000_000_000);
  issuer = await openIssuer(data, { url: () => ISSUER, now: clock.now });
  set = [];
  const faults = { list: () => set, clear: () => void (set = []), set: (fault: unknown) => fault !== null && set.push(fault) > 0 };
  parts = { issuer, clock, codes: makeCodes(clock.now), faults, events: () => [{ id: 'an event' }], mail: () => [{ to: 'a mail' }] };
});

async function ask(method: string, path: string, body: unknown = null): Promise<{ status: number; json: unknown }> {
  const reply = await makeLocalRoutes(parts)({ method, path, body: typeof body === 'string' ? body : JSON.stringify(body) });
  return { status: reply.status, json: JSON.parse(reply.body.toString()) };
}

describe('/local/token', () => {
  it('gives a token with these roles for an hour, which the gateway accepts', async () => {
    const { status, json } = await ask('POST', '/local/token', { sub: 'ada', roles: ['demo:editor', '*:viewer'] });
    expect({ status, json }).toMatchObject({ status: 200, json: { expiresIn: 3600, accessToken: expect.any(String) } });
    const { accessToken = '' }: { accessToken?: string } = JSON.parse(JSON.stringify(json));
    const claims = await makeJwtVerifier(issuer, clock.now)(`Bearer ${accessToken}`);
    expect(claims).toEqual({
      iss: ISSUER,
      aud: 'secret-mask-resolver',
      sub: 'ada',
      roles: ['demo:editor', '*:viewer'],
      iat: 1_700_000_000,
      exp: 1_700_003_600,
    });
  });

  it.each([
    ['no body', ''],
    ['no subject', { roles: ['demo:editor'] }],
    ['an empty subject', { sub: '', roles: ['demo:editor'] }],
    ['a subject with a line break', { sub: 'a\nb', roles: [] }],
    ['roles that are not a list', { sub: 'ada', roles: 'demo:editor' }],
    ['an unknown role', { sub: 'ada', roles: ['demo:owner'] }],
    ['a role without a project', { sub: 'ada', roles: [':editor'] }],
    ['a role with two roles in it', { sub: 'ada', roles: ['demo:editor *:admin'] }],
    ['an upper-case project', { sub: 'ada', roles: ['Demo:editor'] }],
    ['a role that is a list', { sub: 'ada', roles: [['demo:editor']] }],
    ['a lifetime of its own', { sub: 'ada', roles: [], lifetimeSeconds: 1e9 }],
  ])('refuses %s', async (_, body) => {
    expect((await ask('POST', '/local/token', body)).status).toBe(400);
  });

  it('is not there, nor is the issuer, where the issuer is off', async () => {
    parts = { ...parts, issuer: null };
    expect((await ask('POST', '/local/token', { sub: 'ada', roles: [] })).status).toBe(404);
    expect((await ask('GET', '/local/issuer/jwks.json')).status).toBe(404);
    expect((await ask('GET', '/local/issuer/.well-known/openid-configuration')).status).toBe(404);
  });
});

it('the issuer describes itself, and its published key has no private part', async () => {
  expect((await ask('GET', '/local/issuer/.well-known/openid-configuration')).json).toMatchObject({ issuer: ISSUER, jwks_uri: `${ISSUER}/jwks.json` });
  const { json } = await ask('GET', '/local/issuer/jwks.json');
  expect(json).toEqual({ keys: [{ kty: 'RSA', n: expect.any(String), e: 'AQAB', alg: 'RS256', use: 'sig', kid: expect.any(String) }] });
});

it('the clock is read and advanced, and a bad duration is refused', async () => {
  expect((await ask('GET', '/local/clock')).json).toEqual({ now: '2023-11-14T22:13:20.000Z', aheadSeconds: 0 });
  expect((await ask('POST', '/local/clock', { advance: 'PT1H' })).json).toEqual({ now: '2023-11-14T23:13:20.000Z', aheadSeconds: 3600 });
  expect((await ask('POST', '/local/clock', { advance: 'an hour' })).status).toBe(400);
  expect((await ask('POST', '/local/clock', { advance: 'PT1H', now: 0 })).status).toBe(400);
});

it('faults are set, listed and cleared, and what is none is refused', async () => {
  expect((await ask('POST', '/local/faults', { kind: 'throttle' })).json).toEqual({ items: [{ kind: 'throttle' }] });
  expect((await ask('GET', '/local/faults')).json).toEqual({ items: [{ kind: 'throttle' }] });
  expect((await ask('POST', '/local/faults', '')).status).toBe(400);
  expect((await ask('DELETE', '/local/faults')).json).toEqual({ items: [] });
});

it('events emitted so far are listed', async () => {
  expect((await ask('GET', '/local/events')).json).toEqual({ items: [{ id: 'an event' }] });
  expect((await ask('GET', '/local/mail')).json).toEqual({ items: [{ to: 'a mail' }] });
});

it.each([
  ['GET', '/local/token'],
  ['POST', '/local/events'],
  ['GET', '/local/nothing'],
  ['GET', '/local'],
  ['__proto__', ''],
  ['POST', '/local/token/'],
])('%s %s is not found', async (method, path) => {
  expect((await ask(method, path)).status).toBe(404);
});
