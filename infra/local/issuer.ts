import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, SignJWT, type JWK } from 'jose';
import type { DataDirectory } from './data-directory.ts';

/** An OIDC issuer for this machine only. Its tokens open the local API and nothing else. */
export type Issuer = {
  readonly audience: string;
  readonly keys: { readonly keys: readonly JWK[] };
  /** The text of the `iss` claim; known once the API listens. */
  readonly url: () => string;
  /** A signed access token (RS256). */
  issue(request: TokenRequest): Promise<string>;
};

export type TokenRequest = { readonly subject: string; readonly roles: readonly string[]; readonly lifetimeSeconds: number };

export const AUDIENCE = 'secret-mask-resolver';
/** The console, as the issuer knows it. */
export const CLIENT_ID = 'local-console';
const KEY_FILE = 'issuer-key.pem';
const ROLE = /^(?:\*|[a-z0-9-]{1,40}):(?:viewer|tester|editor|admin)$/;

/** True of "<project or *>:<viewer|tester|editor|admin>". */
export function isRole(text: string): boolean {
  return ROLE.test(text);
}

/** The issuer with the key of this folder, made at first use, so that tokens outlive a restart. */
export async function openIssuer(data: DataDirectory, options: { readonly url: () => string; now(): number }): Promise<Issuer> {
  const privateKey = privateKeyOf(data);
  const publicJwk = await exportJWK(createPublicKey(privateKey));
  const kid = await calculateJwkThumbprint(publicJwk);
  const issue = (request: TokenRequest): Promise<string> => {
    const issuedAt = Math.floor(options.now() / 1000);
    return new SignJWT({ roles: request.roles })
      .setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' })
      .setIssuer(options.url())
      .setAudience(AUDIENCE)
      .setSubject(request.subject)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + request.lifetimeSeconds)
      .sign(privateKey);
  };
  return { audience: AUDIENCE, keys: { keys: [{ ...publicJwk, kid, alg: 'RS256', use: 'sig' }] }, url: options.url, issue };
}

function privateKeyOf(data: DataDirectory): KeyObject {
  const kept = data.read(KEY_FILE);
  if (kept !== null) return createPrivateKey(kept);
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  data.write(KEY_FILE, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  return privateKey;
}
