import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import { type Caller, grantsOf } from '../connections/access.ts';
import { refuse } from '../errors.ts';
import { isJsonObject } from '../json.ts';

const BEARER = /^Bearer [\w-]+\.([\w-]+)\.[\w-]+$/i;

/**
 * Who calls. The gateway has verified the token; roles are read from the token's own payload,
 * because an HTTP API flattens list claims into text ("[a b]"), where one role with a space could pose as two.
 * @throws RequestError `not_allowed` where no verified token stands behind the request
 */
export function callerOf(event: APIGatewayProxyEventV2WithJWTAuthorizer, rolesClaim: string): Caller {
  const verified = event.requestContext.authorizer?.jwt?.claims['sub'];
  const claims = payloadOf(event.headers['authorization']);
  if (typeof verified !== 'string' || claims?.['sub'] !== verified) refuse('not_allowed', { expected: 'a token of the configured issuer' });
  return { subject: verified, grants: grantsOf(claims[rolesClaim]) };
}

function payloadOf(header: string | undefined): Readonly<Record<string, unknown>> | null {
  const payload = BEARER.exec(header ?? '')?.[1];
  if (payload === undefined) return null;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return isJsonObject(claims) ? claims : null;
  } catch {
    return null;
  }
}
