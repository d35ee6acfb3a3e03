import { createPrivateKey, type KeyObject } from 'node:crypto';
import { opensSoon } from './encrypted-key.ts';
import { parsePem } from './pem.ts';

export type PrivateKey = { readonly key: KeyObject; readonly keyId: string | null };
export type KeyUse = 'RS256' | 'PS256' | 'ES256';

const SMALLEST_RSA_BITS = 2048;

/** A private key, PEM or JWK, of the kind that an algorithm takes; null for anything else. What is said of it while it is read is dropped: OpenSSL and JSON.parse quote. */
export function readPrivateKey(text: string, use: KeyUse, passphrase = ''): PrivateKey | null {
  try {
    const read = text.trimStart().startsWith('{') ? readJwk(text) : readPem(text, passphrase);
    return read && fits(read.key, use) ? read : null;
  } catch {
    return null;
  }
}

function readPem(text: string, passphrase: string): PrivateKey | null {
  const [block, ...others] = parsePem(text) ?? [];
  if (!block || others.length > 0) return null;
  if (block.label !== 'ENCRYPTED PRIVATE KEY') return { key: createPrivateKey(block.pem), keyId: null };
  return passphrase !== '' && opensSoon(block.pem) ? { key: createPrivateKey({ key: block.pem, passphrase }), keyId: null } : null;
}

function readJwk(text: string): PrivateKey {
  const jwk = JSON.parse(text);
  const keyId = typeof jwk.kid === 'string' ? jwk.kid : null;
  return { key: createPrivateKey({ key: jwk, format: 'jwk' }), keyId };
}

function fits(key: KeyObject, use: KeyUse): boolean {
  const details = key.asymmetricKeyDetails;
  if (use === 'ES256') return key.asymmetricKeyType === 'ec' && details?.namedCurve === 'prime256v1';
  return key.asymmetricKeyType === 'rsa' && (details?.modulusLength ?? 0) >= SMALLEST_RSA_BITS;
}
