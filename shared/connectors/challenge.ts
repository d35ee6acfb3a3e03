import type { TargetResponse } from '../egress/exchange.ts';
import type { VerdictCode, Where } from '../errors.ts';
import { Secret } from '../secrets/secret.ts';
import { verdictOfStatus } from './status-verdict.ts';

/** Under this name the signer finds what was captured; no field can have it. */
export const CHALLENGE = '@challenge';
const PRINTABLE = /^[\t -~]+$/;
const DIGEST = /(?:^|,)\s*Digest\s/i;

/**
 * What the answer to a request without credentials means: `ok` where it asks for HTTP Digest, so that it goes on. No other answer says anything of
 * credentials, since none were sent: `unexpected_response`, or what its status means by itself.
 */
export function concludeChallenge(response: TargetResponse): { readonly code: VerdictCode; readonly where: Where } {
  const { httpStatus } = response;
  if (challengeIn(response) !== null) return { code: 'ok', where: { httpStatus } };
  const byStatus = verdictOfStatus(httpStatus);
  const code = OF_CREDENTIALS.has(byStatus) ? 'unexpected_response' : byStatus;
  return { code, where: { httpStatus, ...(code === 'unexpected_response' && { hint: 'It did not ask for HTTP Digest, so no credentials were sent.' }) } };
}

export function captureChallenge(response: TargetResponse): Readonly<Record<string, Secret>> {
  return { [CHALLENGE]: new Secret(challengeIn(response) ?? '') };
}

const OF_CREDENTIALS: ReadonlySet<VerdictCode> = new Set(['bad_credentials', 'forbidden']);

function challengeIn({ httpStatus, headers }: TargetResponse): string | null {
  const header = httpStatus === 401 ? (headers.get('www-authenticate') ?? '') : '';
  return PRINTABLE.test(header) && DIGEST.test(header) ? header : null;
}
