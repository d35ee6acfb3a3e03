import { createLocalJWKSet, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import type { Issuer } from './issuer.ts';

export type Claims = Readonly<Record<string, unknown>>;
/** The claims of a good token, null for anything else. Takes the Authorization header as it came. */
export type JwtVerifier = (authorization: string | undefined) => Promise<Claims | null>;

/**
 * Judges tokens as the JWT authorizer of an HTTP API does: RS256 with a known `kid`, `iss`, `aud`, `exp`, `nbf`, and `iat` not in the future.
 * Source: AWS, "Control access to HTTP APIs with JWT authorizers".
 */
export function makeJwtVerifier(issuer: Pick<Issuer, 'url' | 'audience' | 'keys'>, now: () => number): JwtVerifier {
  const known = createLocalJWKSet({ keys: [...issuer.keys.keys] });
  // jose takes the only key there is for a token that names none; the authorizer does not.
  const keyOf: JWTVerifyGetKey = (header, token) => (header?.kid === undefined ? Promise.reject(new Error('no kid')) : known(header, token));
  return async (authorization) => {
    const token = /^(?:Bearer )?([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return null;
    const currentDate = new Date(now());
    try {
      const { payload } = await jwtVerify(token, keyOf, {
        algorithms: ['RS256'],
        issuer: issuer.url(),
        audience: issuer.audience,
        currentDate,
        requiredClaims: ['exp'],
      });
      return isFromFuture(payload, currentDate) ? null : payload;
    } catch {
      return null;
    }
  };
}

/** Judges every token bad: for a stack without an issuer. */
export const refuseEveryToken: JwtVerifier = () => Promise.resolve(null);

function isFromFuture(payload: JWTPayload, now: Date): boolean {
  return payload.iat !== undefined && payload.iat * 1000 > now.getTime();
}
