import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { openClock, type Clock } from '../../../infra/local/clock.ts';
import { memoryDirectory } from '../../../infra/local/data-directory.ts';
import type { HttpReply } from '../../../infra/local/http-results.ts';
import { openIssuer, type Issuer } from '../../../infra/local/issuer.ts';
import { makeJwtVerifier } from '../../../infra/local/jwt-verifier.ts';
import { makeLocalRoutes, type LocalRoutes } from '../../../infra/local/local-routes.ts';
import { makeCodes } from '../../../infra/local/sign-in/codes.ts';

const ORIGIN = 'http://127.0.0.1:3000';
const ISSUER = `${ORIGIN}/local/issuer`;
const VERIFIER = 'a-verifier-of-the-forty-three-characters-it-needs';
const ASKED = {
  response_type: 'code',
  client_id: 'local-console',
  redirect_uri: `${ORIGIN}/`,
  scope: 'openid',
  state: 'a-state#/connections?state=refused',
  code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
  code_challenge_method: 'S256',
};
type Changes = Readonly<Record<string, string>>;

let clock: Clock;
let issuer: Issuer;
let local: LocalRoutes;

beforeEach(async () => {
  clock = openClock(memoryDirectory(), () => 1_700_000_000_000);
  issuer = await openIssuer(memoryDirectory(), { url: () => ISSUER, now: clock.now });
  const faults = { list: () => [], clear: () => {}, set: () => false };
  local = makeLocalRoutes({ issuer, clock, codes: makeCodes(clock.now), faults, events: () => [], mail: () => [] });
});

const form = (fields: Changes): string => new URLSearchParams(fields).toString();
const authorize = (query: string): Promise<HttpReply> => local({ method: 'GET', path: '/local/issuer/authorize', query, body: '' });
const choose = (fields: Changes): Promise<HttpReply> => local({ method: 'POST', path: '/local/issuer/authorize', body: form(fields) });
const locationOf = (reply: HttpReply): URL => new URL(reply.headers['location'] ?? 'about:blank');

async function codeFor(role: string): Promise<string> {
  return locationOf(await choose({ ...ASKED, as: role })).searchParams.get('code') ?? '';
}

async function exchange(code: string, changed: Changes = {}): Promise<{ status: number; json: Record<string, unknown> }> {
  const fields = { grant_type: 'authorization_code', client_id: 'local-console', redirect_uri: `${ORIGIN}/`, code_verifier: VERIFIER, code, ...changed };
  const reply = await local({ method: 'POST', path: '/local/issuer/token', body: form(fields) });
  return { status: reply.status, json: JSON.parse(reply.body.toString()) };
}

describe('whoever signs in', () => {
  it.each([
    ['viewer', 'demo:viewer'],
    ['tester', 'demo:tester'],
    ['editor', 'demo:editor'],
    ['admin', 'demo:admin'],
    ['operator', '*:admin'],
  ])('as %s gets a token with the role %s and no other, which the gateway accepts', async (name, role) => {
    const back = locationOf(await choose({ ...ASKED, as: name }));
    expect([back.origin + back.pathname, back.searchParams.get('state'), back.searchParams.get('iss')]).toEqual([`${ORIGIN}/`, ASKED.state, ISSUER]);
    const { status, json } = await exchange(back.searchParams.get('code') ?? '');
    expect({ status, json }).toMatchObject({ status: 200, json: { token_type: 'Bearer', expires_in: 3600 } });
    expect(await makeJwtVerifier(issuer, clock.now)(`Bearer ${String(json['access_token'])}`)).toMatchObject({ sub: `${name}@demo`, roles: [role] });
  });

  it('chooses on a page with a button for each of them, which runs no script and stands in no frame', async () => {
    const { status, headers, body } = await authorize(form(ASKED));
    const page = body.toString();
    expect([...page.matchAll(/<button name="as" value="(\w+)">/g)].map(([, name]) => name)).toEqual(['viewer', 'tester', 'editor', 'admin', 'operator']);
    expect(page).not.toMatch(/<script|\son\w+=|javascript:/);
    const [style = ''] = /(?<=<style>).*(?=<\/style>)/s.exec(page) ?? [];
    expect([status, headers['content-security-policy']]).toEqual([
      200,
      `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    ]);
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-frame-options': 'DENY', 'x-content-type-options': 'nosniff' });
  });

  it('brings back what the request held as text, whatever it is', async () => {
    const page = (await authorize(form({ ...ASKED, state: '"><script>alert(1)</script>' }))).body.toString();
    expect(page).toContain('value="&quot;>&lt;script>alert(1)&lt;/script>"');
    expect(page).not.toContain('<script');
  });
});

describe('a request to sign in is sent nowhere', () => {
  it.each([
    ['to another redirect URI', { redirect_uri: 'https://evil.example/' }],
    ['to another path of the stack', { redirect_uri: `${ORIGIN}/v1/connections` }],
    ['to a redirect URI that begins alike', { redirect_uri: `${ORIGIN}/@evil.example` }],
    ['for another client', { client_id: 'other' }],
    ['for a token at once', { response_type: 'token' }],
    ['with a plain challenge', { code_challenge_method: 'plain' }],
    ['without a challenge', { code_challenge: '' }],
    ['without a state', { state: '' }],
  ])('%s', async (_, changed) => {
    for (const reply of [await authorize(form({ ...ASKED, ...changed })), await choose({ ...ASKED, ...changed, as: 'admin' })]) {
      expect([reply.status, reply.headers['location']]).toEqual([400, undefined]);
    }
  });

  it('that says something twice, that names nobody, or a role of its own', async () => {
    expect((await authorize(`${form(ASKED)}&redirect_uri=https%3A%2F%2Fevil.example%2F`)).status).toBe(400);
    for (const as of ['', 'owner', '*:admin', 'admin demo:viewer']) expect((await choose({ ...ASKED, as })).status).toBe(400);
  });
});

describe('a code', () => {
  it('is good once', async () => {
    const code = await codeFor('editor');
    expect((await exchange(code)).status).toBe(200);
    expect(await exchange(code)).toEqual({ status: 400, json: { error: 'invalid_grant' } });
  });

  it('is good for a minute', async () => {
    const [early, late] = [await codeFor('editor'), await codeFor('editor')];
    clock.advance('PT60S');
    expect((await exchange(early)).status).toBe(200);
    clock.advance('PT1S');
    expect((await exchange(late)).json).toEqual({ error: 'invalid_grant' });
  });

  it.each([
    ['another verifier', { code_verifier: `${VERIFIER}x` }, 'invalid_grant'],
    ['no verifier', { code_verifier: '' }, 'invalid_grant'],
    ['the challenge for a verifier', { code_verifier: ASKED.code_challenge }, 'invalid_grant'],
    ['another redirect URI', { redirect_uri: `${ORIGIN}/other` }, 'invalid_grant'],
    ['another client', { client_id: 'other' }, 'invalid_client'],
    ['another grant', { grant_type: 'client_credentials' }, 'unsupported_grant_type'],
  ])('is worth nothing with %s', async (_, changed, error) => {
    expect(await exchange(await codeFor('editor'), changed)).toEqual({ status: 400, json: { error } });
  });

  it('that was brought with a wrong verifier is used up', async () => {
    const code = await codeFor('editor');
    await exchange(code, { code_verifier: 'a guess' });
    expect((await exchange(code)).json).toEqual({ error: 'invalid_grant' });
  });

  it('that was never given out is none', async () => {
    for (const code of ['', 'x', '__proto__']) expect((await exchange(code)).json).toEqual({ error: 'invalid_grant' });
  });
});

it('nobody can sign in where the issuer is off', async () => {
  const faults = { list: () => [], clear: () => {}, set: () => false };
  const off = makeLocalRoutes({ issuer: null, clock, codes: makeCodes(clock.now), faults, events: () => [], mail: () => [] });
  for (const [method, path] of [
    ['GET', 'authorize'],
    ['POST', 'authorize'],
    ['POST', 'token'],
  ] as const)
    expect((await off({ method, path: `/local/issuer/${path}`, query: form(ASKED), body: form({ ...ASKED, as: 'admin' }) })).status).toBe(404);
});

it('the issuer says where one signs in, and that it takes nothing but codes with PKCE', async () => {
  const reply = await local({ method: 'GET', path: '/local/issuer/.well-known/openid-configuration', body: '' });
  expect(JSON.parse(reply.body.toString())).toMatchObject({
    authorization_endpoint: `${ISSUER}/authorize`,
    token_endpoint: `${ISSUER}/token`,
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
  });
});
