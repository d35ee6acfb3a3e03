import { isLoginAnswer, type TargetAnswer, type TargetResponse } from '../egress/exchange.ts';
import { ResolverError, type VerdictCode } from '../errors.ts';
import type { HostSign } from './host-gate.ts';
import { retryAfterMs } from './retry-after.ts';

const MAY_ASK = new Set([429, 503]);
/** They say what they think of the request, not how the host is: not implemented, HTTP version not supported. */
const OF_THE_REQUEST = new Set([501, 505]);
const OF_ERROR: { readonly [Code in VerdictCode]?: Exclude<HostSign['kind'], 'closed'> } = {
  target_timeout: 'silent',
  connect_failed: 'failed',
  dns_failed: 'failed',
  tls_expired: 'failed',
  tls_name_mismatch: 'failed',
  tls_untrusted: 'failed',
  response_too_large: 'answered',
  unexpected_response: 'answered',
  bad_credentials: 'answered',
  address_denied: 'unsent',
  destination_denied: 'unsent',
  value_unusable: 'unsent',
};

/** What an answer says of its host. `nowMs` since 1970, for a Retry-After that is a date. */
export function signOf(response: TargetAnswer, nowMs: number): HostSign {
  if (isLoginAnswer(response)) return { kind: 'answered' };
  const askedMs = MAY_ASK.has(response.httpStatus) ? retryAfterMs(response.headers.get('retry-after') ?? '', nowMs) : null;
  if (askedMs !== null) return { kind: 'closed', retryAfterMs: askedMs };
  return { kind: isServerError(response) ? 'failed' : 'answered' };
}

/** What it says of a host that there is no answer. */
export function signOfError(error: unknown): HostSign {
  return { kind: (error instanceof ResolverError && OF_ERROR[error.code]) || 'unknown' };
}

/** Whether the same request may be answered better in a moment. */
export function isPassing(response: TargetResponse): boolean {
  return isServerError(response) && !response.headers.has('retry-after');
}

function isServerError({ httpStatus }: TargetResponse): boolean {
  return httpStatus >= 500 && !OF_THE_REQUEST.has(httpStatus);
}
