import type { IncomingMessage } from 'node:http';
import { ACCOUNT, REGION } from './account.ts';
import type { IamCaller } from './aws/authenticate-caller.ts';
import { denialOf } from './aws/authorize.ts';
import type { AwsEndpoint } from './aws/endpoint.ts';
import type { SignedRequest } from './aws/sigv4.ts';

/** Who may call: the signer, where its role's policies allow execute-api:Invoke on this method and decoded path; null for anybody else. */
export type IamAuthorizer = (request: SignedRequest, path: string) => IamCaller | null;

/**
 * Judges requests as an HTTP API does on a route with IAM authorization.
 * Source: AWS, "Control access to HTTP APIs with IAM authorization".
 */
export function makeIamAuthorizer(aws: Pick<AwsEndpoint, 'authenticateCaller'>): IamAuthorizer {
  return (request, path) => {
    const caller = aws.authenticateCaller(request);
    if (!caller || caller.principal.session === null || caller.principal.account !== ACCOUNT) return null;
    const resource = `arn:aws:execute-api:${REGION}:${ACCOUNT}:local/$default/${request.method}${path}`;
    const denial = denialOf({ principal: caller.principal, region: REGION }, { action: 'execute-api:Invoke', resource, context: [] });
    return denial === null ? caller : null;
  };
}

/** The request as its sender signed it: all its headers, names in lower case, several values of one name joined by ",". */
export function signedRequestOf(request: IncomingMessage, body: Uint8Array): SignedRequest {
  const headers = new Map<string, string>();
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    const name = (request.rawHeaders[index] ?? '').toLowerCase();
    const value = (request.rawHeaders[index + 1] ?? '').trim();
    const earlier = headers.get(name);
    headers.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return { method: request.method ?? 'GET', url: request.url ?? '/', headers, body };
}
