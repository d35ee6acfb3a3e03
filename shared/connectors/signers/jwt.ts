import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import type { JwtParameters } from '../connector.ts';
import { plainText } from '../request-credentials.ts';
import type { RequestDraft } from '../request-draft.ts';
import { namesOf, type TextOf, unusable } from '../template.ts';
import { compactJwt, type JwtKey, renderClaims } from './compact-jwt.ts';
import { decodedKey } from './decoded-key.ts';
import { readPrivateKey } from './private-key.ts';
import type { SigningDeps } from './signing-parameters.ts';

type Read = { readonly signing: JwtKey; readonly keyId: string | null };

/**
 * Makes `jwt`, for `apply` to send. `publicKeyFingerprint` in a claim is the base64 SHA-256 of the public key's DER, as Snowflake wants it:
 * https://docs.snowflake.com/en/developer-guide/sql-api/authenticating
 * @throws ResolverError `value_unusable`
 */
export function signWithJwt(draft: RequestDraft, parameters: JwtParameters, { textOf, now }: SigningDeps): RequestDraft {
  const { signing, keyId } = readKey(parameters, textOf);
  const textOrFingerprint: TextOf = (name) => (name === 'publicKeyFingerprint' ? fingerprint(signing.key) : textOf(name));
  const named = parameters.keyId === undefined ? '' : plainText(parameters.keyId, textOf);
  const issuedAt = Math.floor(now() / 1000) - (parameters.backdatedSeconds ?? 0);
  const claims = { ...renderClaims(parameters.claims, textOrFingerprint), iat: issuedAt, exp: issuedAt + parameters.lifetimeSeconds };
  return { ...draft, made: { jwt: compactJwt(signing, { keyId: named || keyId, claims }) } };
}

function readKey({ alg, key: template, keyEncoding, passphrase = '' }: JwtParameters, textOf: TextOf): Read {
  const text = plainText(template, textOf);
  if (alg === 'HS256') {
    const key = decodedKey(text, keyEncoding ?? 'utf8');
    if (key) return { signing: { alg, key }, keyId: null };
  } else {
    const read = readPrivateKey(text, alg, plainText(passphrase, textOf));
    if (read) return { signing: { alg, key: read.key }, keyId: read.keyId };
  }
  throw unusable(namesOf(template)[0] ?? '');
}

function fingerprint(key: KeyObject | Buffer): string | undefined {
  if (Buffer.isBuffer(key)) return undefined;
  const der = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(der).digest('base64');
}
