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
  if (key) return { principal: verified(key, target, { request, scope, service: target.name, nowMs: deps.now() }), region: scope.region };
  if (looksIssued(scope.accessKeyId)) throw failure('unknownKey', target);
  return { principal: administratorOf(deps.account), region: scope.region };
}

type Signed = { readonly request: SignedRequest; readonly scope: SignedScope; readonly service: string; readonly nowMs: number };

function verified(key: IssuedKey, target: Target, signed: Signed): Principal {
  const fault = faultOf(key, signed);
  if (fault) throw failure(fault, target);
  return key.principal;
}

/** What is wrong with a request that says it is signed with this key; null where nothing is. */
export function faultOf(key: IssuedKey, { request, scope, service, nowMs }: Signed): 'unknownKey' | 'mismatch' | 'wrongService' | 'expired' | null {
  if (!isSameText(request.headers.get('x-amz-security-token') ?? '', key.sessionToken ?? '')) return 'unknownKey';
  if (!isSignedBy(key.secretAccessKey, request, scope)) return 'mismatch';
  if (scope.service !== service) return 'wrongService';
  return key.expiresAtMs !== null && key.expiresAtMs <= nowMs ? 'expired' : null;
}

function failure(kind: keyof typeof FAILURES, target: Target): AwsError {
  const [json, query, message] = FAILURES[kind];
  return target.protocol === 'json' ? new AwsError(json, message) : new AwsError(query, message, 403);
}

function isSameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
