import type { Assertion } from '../connector.ts';
import { plainText } from '../request-credentials.ts';
import { namesOf, type TextOf, unusable } from '../template.ts';
import { compactJwt, renderClaims } from './compact-jwt.ts';
import { readPrivateKey } from './private-key.ts';

export type AssertionDeps = { readonly now: () => number; readonly uuid: () => string };

/**
 * A signed JWT for a token endpoint (RFC 7523). `now` is milliseconds since 1970.
 * @throws ResolverError `value_unusable` for a key that cannot be read or is not of the algorithm's kind
 */
export function signAssertion(assertion: Assertion, textOf: TextOf, deps: AssertionDeps): string {
  const { alg } = assertion;
  const read = readPrivateKey(plainText(assertion.key, textOf), alg);
  if (!read) throw unusable(namesOf(assertion.key)[0] ?? '');
  const named = assertion.keyId === undefined ? null : plainText(assertion.keyId, textOf);
  const issuedAt = Math.floor(deps.now() / 1000);
  const claims = { ...renderClaims(assertion.claims, textOf), iat: issuedAt, exp: issuedAt + assertion.lifetimeSeconds, jti: deps.uuid() };
  return compactJwt({ alg, key: read.key }, { keyId: named || read.keyId, claims });
}
