import { faultOf } from './authenticate.ts';
import type { KeyRing } from './keys.ts';
import type { Principal } from './principals.ts';
import { parseAuthorization, type SignedRequest } from './sigv4.ts';

/** Who signed a request for API Gateway, and with which key. */
export type IamCaller = { readonly accessKeyId: string; readonly principal: Principal };
export type CallerDeps = {
  readonly keys: KeyRing;
  readonly region: string;
  now(): number;
  /** How far `now` is ahead of the machine's clock, by which its signers go. */
  aheadMs(): number;
};

const SERVICE = 'execute-api';
const MOST_SKEW_MS = 5 * 60_000;

/**
 * The holder of a key of this stack who signed the request within the last five minutes; null for anybody else:
 * a key that is not known is nobody's here, not the administrator's.
 * Source: IAM User Guide, "AWS Signature Version 4 for API requests".
 */
export function authenticateCaller(request: SignedRequest, deps: CallerDeps): IamCaller | null {
  const scope = parseAuthorization(request.headers.get('authorization') ?? '');
  const key = scope && deps.keys.find(scope.accessKeyId);
  if (!scope || !key || scope.region !== deps.region) return null;
  const time = request.headers.get('x-amz-date') ?? '';
  if (!time.startsWith(scope.date) || !isRecent(time, deps)) return null;
  return faultOf(key, { request, scope, service: SERVICE, nowMs: deps.now() }) === null ? { accessKeyId: scope.accessKeyId, principal: key.principal } : null;
}

function isRecent(time: string, deps: CallerDeps): boolean {
  const [, year, month, day, hours, minutes, seconds] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(time) ?? [];
  const atMs = Date.parse(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`);
  return [deps.now(), deps.now() - deps.aheadMs()].some((nowMs) => Math.abs(nowMs - atMs) <= MOST_SKEW_MS);
}
