import { randomBytes } from 'node:crypto';
import type { APIGatewayEventRequestContextJWTAuthorizer, APIGatewayProxyEventV2 } from 'aws-lambda';
import { ACCOUNT } from './account.ts';
import type { IamCaller } from './aws/authenticate-caller.ts';
import type { Claims } from './jwt-verifier.ts';
import type { MatchedRoute } from './match-route.ts';
import { decodePart, type ReceivedRequest } from './received-request.ts';

// Payload format 2.0 of an HTTP API. Sources: AWS, "Create AWS Lambda proxy integrations for HTTP APIs"; for what that page leaves open
// (which bodies count as binary, decoded paths, the text of claims), captures of the real service that others published:
// aws/aws-lambda-dotnet (Lambda test tool), ministackorg/ministack #766, floci-io/floci #2011, middleapi/standard-server #93.

/** Who calls, as the route's authorizer found: the claims of a token, or the holder of an access key. */
export type EventCaller = { readonly claims: Claims } | { readonly iam: IamCaller };
export type HttpEvent = APIGatewayProxyEventV2 & { readonly requestContext: { readonly authorizer?: EventAuthorizer } };
/** `caller` is null on a route without an authorizer. */
export type EventFacts = { readonly body: Buffer; readonly caller: EventCaller | null; readonly nowMs: number };

type EventAuthorizer = APIGatewayEventRequestContextJWTAuthorizer | { readonly iam: IamContext };
/** `principalOrgId` is null outside an organization, `cognitoIdentity` without an identity pool. */
type IamContext = Readonly<Record<'accessKey' | 'accountId' | 'callerId' | 'userArn' | 'userId', string> & Record<'cognitoIdentity' | 'principalOrgId', null>>;

// Everything else is binary to the service: form posts too, and a body without a content type.
const TEXT_TYPES = /^(?:text\/.*|application\/(?:json|xml|javascript))$/;

/** The event a function gets for this request. */
export function eventOf(request: ReceivedRequest, matched: MatchedRoute, facts: EventFacts): HttpEvent {
  const { routeKey, scopes } = matched.route;
  const context = contextOf(request, routeKey, facts.nowMs);
  const event = {
    version: '2.0',
    routeKey,
    rawPath: request.path,
    rawQueryString: request.rawQuery,
    ...(request.cookies.length > 0 && { cookies: [...request.cookies] }),
    headers: headersOf(request, facts),
    ...(request.rawQuery !== '' && { queryStringParameters: queryOf(request.rawQuery) }),
    ...(Object.keys(matched.pathParameters).length > 0 && { pathParameters: { ...matched.pathParameters } }),
    ...bodyOf(request, facts.body),
  };
  if (facts.caller === null) return { ...event, requestContext: context };
  const authorizer = 'iam' in facts.caller ? { iam: iamContextOf(facts.caller.iam) } : authorizerOf(facts.caller.claims, scopes);
  return { ...event, requestContext: { ...context, authorizer } };
}

/** The scopes of a token: "scope" or "scp", as text or as a list. */
export function scopesOf(claims: Claims): readonly string[] {
  const claim = claims['scope'] ?? claims['scp'];
  if (Array.isArray(claim)) return claim.map(flat);
  return typeof claim === 'string' ? claim.split(' ') : [];
}

function contextOf(request: ReceivedRequest, routeKey: string, nowMs: number): APIGatewayProxyEventV2['requestContext'] {
  const domainName = request.headers['host'] ?? '';
  return {
    accountId: ACCOUNT,
    apiId: 'local',
    domainName,
    domainPrefix: domainName.split(/[.:]/)[0] ?? '',
    http: {
      method: request.method,
      path: request.path,
      protocol: 'HTTP/1.1',
      sourceIp: request.sourceIp,
      userAgent: request.headers['user-agent'] ?? '',
    },
    requestId: randomBytes(11).toString('base64'),
    routeKey,
    stage: '$default',
    time: accessLogTime(nowMs),
    timeEpoch: nowMs,
  };
}

function headersOf(request: ReceivedRequest, facts: EventFacts): Record<string, string> {
  const forwarded = request.headers['x-forwarded-for'];
  return {
    ...request.headers,
    'content-length': String(facts.body.length),
    'x-amzn-trace-id': `Root=1-${Math.floor(facts.nowMs / 1000).toString(16)}-${randomBytes(12).toString('hex')}`,
    'x-forwarded-for': forwarded === undefined ? request.sourceIp : `${forwarded}, ${request.sourceIp}`,
    'x-forwarded-port': String(request.port),
    'x-forwarded-proto': 'http',
  };
}

function bodyOf(request: ReceivedRequest, body: Buffer): { body?: string; isBase64Encoded: boolean } {
  if (body.length === 0) return { isBase64Encoded: false };
  const mediaType = (request.headers['content-type'] ?? '').split(';')[0] ?? '';
  const isText = TEXT_TYPES.test(mediaType.trim().toLowerCase());
  return { body: body.toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText };
}

function queryOf(rawQuery: string): Record<string, string> {
  const query = new Map<string, string>();
  for (const pair of rawQuery.split('&').filter((text) => text !== '')) {
    const [name = '', ...value] = pair.split('=').map((text) => decodePart(text.replaceAll('+', ' ')) ?? text);
    const earlier = query.get(name);
    query.set(name, earlier === undefined ? value.join('=') : `${earlier},${value.join('=')}`);
  }
  return Object.fromEntries(query);
}

function authorizerOf(claims: Claims, wanted: readonly string[]): APIGatewayEventRequestContextJWTAuthorizer {
  const known = Object.entries(claims).filter(([, value]) => value !== null && value !== undefined);
  return { jwt: { claims: Object.fromEntries(known.map(([name, value]) => [name, flat(value)])), scopes: wanted.length > 0 ? [...scopesOf(claims)] : null } };
}

function iamContextOf({ accessKeyId, principal }: IamCaller): IamContext {
  const { account, userId, arn } = principal;
  return { accessKey: accessKeyId, accountId: account, callerId: userId, cognitoIdentity: null, principalOrgId: null, userArn: arn, userId };
}

// Lists become "[a b]", with nothing to tell where one entry ends: roles are read from the token itself, not from here.
function flat(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flat).join(' ')}]`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

// 12/Mar/2020:19:03:58 +0000
function accessLogTime(nowMs: number): string {
  const [, day, month, year, time] = new Date(nowMs).toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}
