import { constants, createHmac, type KeyObject, sign } from 'node:crypto';
import type { TemplateMap } from '../connector.ts';
import { renderTemplate, type TextOf } from '../template.ts';
import { asUnicode } from '../value-check.ts';
import type { KeyUse } from './private-key.ts';

export type JwtKey = { readonly alg: KeyUse; readonly key: KeyObject } | { readonly alg: 'HS256'; readonly key: Buffer };
export type JwtText = { readonly keyId: string | null; readonly claims: Readonly<Record<string, string | number>> };

const PADDING = { RS256: constants.RSA_PKCS1_PADDING, PS256: constants.RSA_PKCS1_PSS_PADDING } as const;

/** A signed JWT in compact form (RFC 7515, 7518). */
export function compactJwt(signing: JwtKey, { keyId, claims }: JwtText): string {
  const input = `${encoded({ alg: signing.alg, typ: 'JWT', ...(keyId && { kid: keyId }) })}.${encoded(claims)}`;
  return `${input}.${signature(Buffer.from(input, 'ascii'), signing).toString('base64url')}`;
}

/** Claims whose optional value is empty are left out. @throws ResolverError `value_unusable` */
export function renderClaims(claims: TemplateMap, textOf: TextOf): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(claims).flatMap(([name, template]) => {
      const value = renderTemplate(template, textOf, asUnicode);
      return value === null ? [] : [[name, value]];
    }),
  );
}

function signature(data: Buffer, { alg, key }: JwtKey): Buffer {
  if (alg === 'HS256') return createHmac('sha256', key).update(data).digest();
  if (alg === 'ES256') return sign('sha256', data, { key, dsaEncoding: 'ieee-p1363' });
  return sign('sha256', data, { key, padding: PADDING[alg], saltLength: constants.RSA_PSS_SALTLEN_DIGEST });
}

function encoded(part: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify(part), 'utf8').toString('base64url');
}
