import { createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { memoryDirectory } from '../../../infra/local/data-directory.ts';
import { AUDIENCE, openIssuer, type Issuer } from '../../../infra/local/issuer.ts';
import { makeJwtVerifier, type JwtVerifier } from '../../../infra/local/jwt-verifier.ts';

const NOW_MS = 1_700_000_000_000;
const NOW = NOW_MS / 1000;
const ISSUER = 'http://127.0.0.1:3000/local/issuer';
const GOOD = { iss: ISSUER, aud: AUDIENCE, sub: 'ada', roles: ['demo:editor'], iat: NOW, exp: NOW + 60 };

const data = memoryDirectory();
let issuer: Issuer;
let verify: JwtVerifier;
let key: string;

beforeAll(async () => {
  issuer = await openIssuer(data, { url: () => ISSUER, now: () => NOW_MS });
  verify = makeJwtVerifier(issuer, () => NOW_MS);
  key = data.read('issuer-key.pem')!;
});

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const header = (): object => ({ alg: 'RS256', kid: issuer.keys.keys[0]!.kid, typ: 'JWT' });

function token(claims: object, head: object = header(), privateKey: string = key): string {
  const signed = `${encode(head)}.${encode(claims)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
}

it('a token of the issuer is accepted, with or without "Bearer", and its claims come back', async () => {
  const issued = await issuer.issue({ subject: 'ada', roles: ['demo:editor'], lifetimeSeconds: 60 });
  expect(await verify(`Bearer ${issued}`)).toEqual(GOOD);
  expect(await verify(issued)).toEqual(GOOD);
  expect(await verify(`Bearer ${token(GOOD)}`)).toEqual(GOOD);
});

it.each([
  ['of another issuer', { iss: 'http://127.0.0.1:3001/local/issuer' }],
  ['without an issuer', { iss: undefined }],
  ['for another audience', { aud: 'another-api' }],
  ['without an audience', { aud: undefined }],
  ['that is expired', { exp: NOW - 1 }],
  ['that expires this second', { exp: NOW }],
  ['that never expires', { exp: undefined }],
  ['that is not valid yet', { nbf: NOW + 1 }],
  ['that was issued in the future', { iat: NOW + 1 }],
])('a token %s is refused', async (_, changed) => {
  expect(await verify(`Bearer ${token({ ...GOOD, ...changed })}`)).toBeNull();
});

it('a token of another key is refused, under the known key id too', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  expect(await verify(`Bearer ${token(GOOD, header(), privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())}`)).toBeNull();
});

it.each([
  ['no key id', { kid: undefined }],
  ['an unknown key id', { kid: 'other' }],
  ['algorithm RS512', { alg: 'RS512' }],
])('a token with %s is refused', async (_, changed) => {
  expect(await verify(`Bearer ${token(GOOD, { ...header(), ...changed })}`)).toBeNull();
});

it('only RS256 counts, even where the published key names no algorithm', async () => {
  const keys: Issuer['keys'] = JSON.parse(JSON.stringify(issuer.keys, (name, value: unknown) => (name === 'alg' ? undefined : value)));
  const lenient = makeJwtVerifier({ ...issuer, keys }, () => NOW_MS);
  const head = { ...header(), alg: 'RS512' };
  const signed = `${encode(head)}.${encode(GOOD)}`;
  expect(await lenient(token(GOOD))).toEqual(GOOD);
  expect(await lenient(`${signed}.${sign('sha512', Buffer.from(signed), key).toString('base64url')}`)).toBeNull();
});

it('a token signed with "none" is refused, with and without a signature', async () => {
  const head = encode({ ...header(), alg: 'none' });
  expect(await verify(`Bearer ${head}.${encode(GOOD)}.`)).toBeNull();
  expect(await verify(`Bearer ${head}.${encode(GOOD)}.AAAA`)).toBeNull();
});

it('a token signed with HS256 and the public key as the secret is refused', async () => {
  const spki = createPublicKey(key).export({ type: 'spki', format: 'pem' });
  const signed = `${encode({ ...header(), alg: 'HS256' })}.${encode(GOOD)}`;
  expect(await verify(`Bearer ${signed}.${createHmac('sha256', spki).update(signed).digest('base64url')}`)).toBeNull();
});

it('a token whose roles were changed after signing is refused', async () => {
  const [head, , signature] = token(GOOD).split('.');
  expect(await verify(`Bearer ${head}.${encode({ ...GOOD, roles: ['*:admin'] })}.${signature}`)).toBeNull();
});

it.each([[undefined], [''], ['Bearer'], ['Bearer a.b'], ['Bearer a b.c.d']])('an Authorization header "%s" is refused', async (text) => {
  expect(await verify(text)).toBeNull();
});

it('tokens outlive a restart on the same folder, and a new folder has another key', async () => {
  const again = makeJwtVerifier(await openIssuer(data, { url: () => ISSUER, now: () => NOW_MS }), () => NOW_MS);
  const fresh = makeJwtVerifier(await openIssuer(memoryDirectory(), { url: () => ISSUER, now: () => NOW_MS }), () => NOW_MS);
  expect(await again(token(GOOD))).toEqual(GOOD);
  expect(await fresh(token(GOOD))).toBeNull();
});
