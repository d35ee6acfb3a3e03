import { constants, createPrivateKey, type KeyObject, sign } from 'node:crypto';
import type { Assertion } from '../connector.ts';
import { plainText } from '../request-credentials.ts';
import { namesOf, renderTemplate, type TextOf, unusable } from '../template.ts';
import { asUnicode } from '../value-check.ts';
import { parsePem } from './pem.ts';

export type AssertionDeps = { readonly now: () => number; readonly uuid: () => string };
type SigningKey = { readonly key: KeyObject; readonly keyId: string | null };

const SMALLEST_RSA_BITS = 2048;
const PADDING = { RS256: constants.RSA_PKCS1_PADDING, PS256: constants.RSA_PKCS1_PSS_PADDING } as const;

/**
 * A signed JWT in compact form (RFC 7515, 7523). `now` is milliseconds since 1970.
 * @throws ResolverError `value_unusable` for a key that cannot be read or is not of the algorithm's kind
 */
export function signAssertion(assertion: Assertion, textOf: TextOf, deps: AssertionDeps): string {
  const field = namesOf(assertion.key)[0] ?? '';
  const { key, keyId } = readKey(plainText(assertion.key, textOf), field);
  if (!fits(key, assertion.alg)) throw unusable(field);
  const named = assertion.keyId === undefined ? null : plainText(assertion.keyId, textOf);
  const kid = named || keyId;
  const issuedAt = Math.floor(deps.now() / 1000);
  const claims = {
    ...renderClaims(assertion.claims, textOf),
    iat: issuedAt,
    exp: issuedAt + assertion.lifetimeSeconds,
    jti: deps.uuid(),
  };
  const input = `${encoded({ alg: assertion.alg, typ: 'JWT', ...(kid && { kid }) })}.${encoded(claims)}`;
  return `${input}.${signature(input, key, assertion.alg).toString('base64url')}`;
}

function readKey(text: string, field: string): SigningKey {
  try {
    if (text.trimStart().startsWith('{')) return readJwk(text);
    const [block, ...others] = parsePem(text) ?? [];
    if (block && others.length === 0) return { key: createPrivateKey(block.pem), keyId: null };
  } catch {
    // JSON.parse and OpenSSL quote what they read: drop it
  }
  throw unusable(field);
}

function readJwk(text: string): SigningKey {
  const jwk = JSON.parse(text);
  const keyId = typeof jwk.kid === 'string' ? jwk.kid : null;
  return { key: createPrivateKey({ key: jwk, format: 'jwk' }), keyId };
}

function fits(key: KeyObject, alg: Assertion['alg']): boolean {
  const details = key.asymmetricKeyDetails;
  if (alg === 'ES256') return key.asymmetricKeyType === 'ec' && details?.namedCurve === 'prime256v1';
  return key.asymmetricKeyType === 'rsa' && (details?.modulusLength ?? 0) >= SMALLEST_RSA_BITS;
}

function signature(input: string, key: KeyObject, alg: Assertion['alg']): Buffer {
  const data = Buffer.from(input, 'ascii');
  if (alg === 'ES256') return sign('sha256', data, { key, dsaEncoding: 'ieee-p1363' });
  return sign('sha256', data, { key, padding: PADDING[alg], saltLength: constants.RSA_PSS_SALTLEN_DIGEST });
}

function renderClaims(claims: Assertion['claims'], textOf: TextOf): Record<string, string> {
  return Object.fromEntries(
    Object.entries(claims).flatMap(([name, template]) => {
      const value = renderTemplate(template, textOf, asUnicode);
      return value === null ? [] : [[name, value]];
    }),
  );
}

function encoded(part: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify(part), 'utf8').toString('base64url');
}
