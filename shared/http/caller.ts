import { type Caller, grantsOf } from '../connections/access.ts';
import { refuse } from '../errors.ts';
import { isJsonObject } from '../json.ts';
import type { CallerEvent } from './caller-event.ts';

const BEARER = /^Bearer [\w-]+\.([\w-]+)\.[\w-]+$/i;
/** How IAM names the callers of the twin routes. Subjects are compared across both entrances, so that a token must not bring one. */
const IAM_SUBJECT = /^arn:[^:]*:sts:/;

type Claims = Readonly<Record<string, unknown>>;

/**
 * Who calls with a token. The gateway has verified it; roles are read from the token's own payload,
 * because an HTTP API flattens list claims into text ("[a b]"), where one role with a space could pose as two.
 * @throws RequestError `not_allowed` where no verified token stands behind the request
 */
export function callerOf(event: CallerEvent, rolesClaim: string): Caller {
  const verified = verifiedSubject(event.requestContext.authorizer);
  const claims = payloadOf(event.headers['authorization']);
  if (verified === null || claims?.['sub'] !== verified) refuse('not_allowed', { expected: 'a token of the configured issuer' });
  return { subject: verified, grants: grantsOf(claims[rolesClaim]) };
}

function verifiedSubject(authorizer: unknown): string | null {
  if (!isJsonObject(authorizer) || (authorizer['iam'] ?? null) !== null || !isJsonObject(authorizer['jwt'])) return null;
  const claims = authorizer['jwt']['claims'];
  const subject = isJsonObject(claims) ? claims['sub'] : null;
  return typeof subject === 'string' && !IAM_SUBJECT.test(subject) ? subject : null;
}

function payloadOf(header: string | undefined): Claims | null {
  const payload = BEARER.exec(header ?? '')?.[1];
  if (payload === undefined) return null;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return isJsonObject(claims) ? claims : null;
  } catch {
    return null;
  }
}
