import { timingSafeEqual } from 'node:crypto';

import { AwsError } from './aws-error.ts';
import { looksIssued, type IssuedKey, type KeyRing } from './keys.ts';
import { administratorOf, type Principal } from './principals.ts';
import type { Protocol } from './service.ts';
import { isSignedBy, parseAuthorization, type SignedRequest, type SignedScope } from './sigv4.ts';

export type Identity = { readonly principal: Principal; readonly region: string };
export type AuthDeps = { readonly keys: KeyRing; readonly account: string; readonly region: string; now(): number };
type Target = { readonly name: string; readonly protocol: Protocol };

/** The same failures under the names of the two protocols: [json, query]. */
const FAILURES = {
  incomplete: ['IncompleteSignatureException', 'IncompleteSignature', 'The Authorization header is not of Signature Version 4.'],
  unknownKey: ['UnrecognizedClientException', 'InvalidClientTokenId', 'The security token included in the request is invalid.'],
  expired: ['ExpiredTokenException', 'ExpiredToken', 'The security token included in the request is expired'],
  mismatch: [
    'InvalidSignatureException',
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
  ],
  wrongService: ['InvalidSignatureException', 'SignatureDoesNotMatch', 'Credential should be scoped to correct service.'],
} as const;

/**
 * Who sends a request, and to which region. Keys that the stack issued must have signed it; anyone else is the account's administrator.
 * @throws AwsError
 */
export function authenticate(request: SignedRequest, target: Target, deps: AuthDeps): Identity {
  const header = request.headers.get('authorization');
  if (header === undefined) return { principal: administratorOf(deps.account), region: deps.region };
  const scope = parseAuthorization(header);
  if (!scope) throw failure('incomplete', target);
  const key = deps.keys.find(scope.accessKeyId);
  if (key) return { principal: verified(key, { request, scope, target, nowMs: deps.now() }), region: scope.region };
  if (looksIssued(scope.accessKeyId)) throw failure('unknownKey', target);
  return { principal: administratorOf(deps.account), region: scope.region };
}

type Signed = { readonly request: SignedRequest; readonly scope: SignedScope; readonly target: Target; readonly nowMs: number };

function verified(key: IssuedKey, signed: Signed): Principal {
  const { request, scope, target, nowMs } = signed;
  if (!isSameText(request.headers.get('x-amz-security-token') ?? '', key.sessionToken ?? '')) throw failure('unknownKey', target);
  if (!isSignedBy(key.secretAccessKey, request, scope)) throw failure('mismatch', target);
  if (scope.service !== target.name) throw failure('wrongService', target);
  if (key.expiresAtMs !== null && key.expiresAtMs <= nowMs) throw failure('expired', target);
  return key.principal;
}

function failure(kind: keyof typeof FAILURES, target: Target): AwsError {
  const [json, query, message] = FAILURES[kind];
  return target.protocol === 'json' ? new AwsError(json, message) : new AwsError(query, message, 403);
}

function isSameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
