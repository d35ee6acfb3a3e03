import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { comesFromElsewhere, namesOwnHost } from './host-guard.ts';
import { eventOf, type EventCaller, scopesOf } from './http-events.ts';
import { gatewayMessage, replyOf, type HttpReply } from './http-results.ts';
import { type IamAuthorizer, signedRequestOf } from './iam-authorizer.ts';
import type { JwtVerifier } from './jwt-verifier.ts';
import { close, listen, portOf } from './loopback.ts';
import type { LocalRoutes } from './local-routes.ts';
import { matchRoute, type MatchedRoute } from './match-route.ts';
import { readBody } from './read-body.ts';
import { receive, type ReceivedRequest } from './received-request.ts';
import { routesOf, type Route } from './routes.ts';
import type { Throttle } from './throttle.ts';

export type GatewayOptions = {
  /** 0: any free one. */
  readonly port: number;
  readonly serverlessFile: URL;
  readonly authorize: JwtVerifier;
  /** Left out: nobody may call a route with IAM authorization. */
  readonly authorizeIam?: IamAuthorizer;
  /** Rejects when the function fails. */
  readonly invoke: (functionName: string, event: unknown) => Promise<unknown>;
  readonly local: LocalRoutes;
  /** Asked before a caller is: who is refused then is not even looked at. Left out: every request passes. */
  readonly throttle?: Throttle;
  now(): number;
  /** One line per request: method, route and status, nothing of the caller's. */
  log?(line: string): void;
  /** How long a function may take; an HTTP API waits 30 s. */
  readonly timeoutMs?: number;
};

export type Gateway = { readonly url: string; readonly close: () => Promise<void> };

// A function takes at most 6 MB, event included.
const MAX_EVENT_BYTES = 6 * 1024 * 1024;
const UNAUTHORIZED: HttpReply = { ...gatewayMessage(401, 'Unauthorized'), headers: { 'content-type': 'application/json', 'www-authenticate': 'Bearer' } };

/**
 * An HTTP API on 127.0.0.1 with the routes of serverless.yml.
 * @throws Error for a route it does not know, or a port in use
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const routes = routesOf(readFileSync(options.serverlessFile, 'utf8'));
  const server: Server = createServer((request, response) => {
    const started = performance.now();
    answer({ request, routes, options, port: portOf(server) })
      .catch(() => ({ label: 'error', reply: gatewayMessage(500, 'Internal Server Error') }))
      .then(({ label, reply }) => {
        // By the stack's clock, as everything that it tells: the machine's may be another.
        response.setHeader('date', new Date(options.now()).toUTCString());
        send(request, response, reply);
        options.log?.(`${request.method} ${label} ${reply.status} ${Math.round(performance.now() - started)} ms`);
      })
      .catch(() => response.destroy());
  });
  await listen(server, options.port);
  return { url: `http://127.0.0.1:${portOf(server)}`, close: () => close(server) };
}

type Asked = { readonly request: IncomingMessage; readonly routes: readonly Route[]; readonly options: GatewayOptions; readonly port: number };
type Answered = { readonly label: string; readonly reply: HttpReply };

async function answer(asked: Asked): Promise<Answered> {
  const { request, options, port } = asked;
  if (!namesOwnHost(request, port)) return { label: '(another host)', reply: gatewayMessage(421, 'Misdirected Request') };
  const received = receive(request);
  if (received === null) return { label: '(broken path)', reply: gatewayMessage(400, 'Bad Request') };
  if (received.path === '/local' || received.path.startsWith('/local/')) return { label: '/local', reply: await localReply(asked, received) };
  if (isHomeElsewhere(received)) return { label: '/', reply: movedTo(`http://127.0.0.1:${port}/`) };
  const matched = matchRoute(asked.routes, received.method, received.path);
  if (matched === null) return { label: '(no route)', reply: gatewayMessage(404, 'Not Found') };
  const mayPass = options.throttle?.(matched.route.routeKey) ?? true;
  if (!mayPass) return { label: matched.route.path, reply: gatewayMessage(429, 'Too Many Requests') };
  return { label: matched.route.path, reply: await routeReply({ request, received, matched, options }) };
}

// The issuer stands at the address alone, and to a browser "localhost" is another site.
function isHomeElsewhere({ method, path, headers }: ReceivedRequest): boolean {
  return method === 'GET' && path === '/' && (headers['host'] ?? '').startsWith('localhost');
}

function movedTo(location: string): HttpReply {
  return { status: 307, headers: { location, 'cache-control': 'no-store' }, cookies: [], body: Buffer.alloc(0) };
}

async function localReply(asked: Asked, received: ReceivedRequest): Promise<HttpReply> {
  if (comesFromElsewhere(asked.request, asked.port)) return gatewayMessage(403, 'Forbidden');
  const body = await readBody(asked.request, 64 * 1024);
  if (body === null) return gatewayMessage(413, 'Request Entity Too Large');
  return asked.options.local({ method: received.method, path: received.path, query: received.rawQuery, body: body.toString('utf8') });
}

type Routed = { readonly request: IncomingMessage; readonly received: ReceivedRequest; readonly matched: MatchedRoute; readonly options: GatewayOptions };

async function routeReply(routed: Routed): Promise<HttpReply> {
  const { request, received, matched, options } = routed;
  const isSigned = matched.route.authorizer === 'iam';
  const token = isSigned ? { caller: null } : await judgeToken(routed);
  if ('refusal' in token) return token.refusal;
  const body = await readBody(request, MAX_EVENT_BYTES);
  if (body === null) return gatewayMessage(413, 'Request Entity Too Large');
  const judged = isSigned ? judgeSignature(routed, body) : token;
  if ('refusal' in judged) return judged.refusal;
  const event = eventOf(received, matched, { body, caller: judged.caller, nowMs: options.now() });
  if (JSON.stringify(event).length > MAX_EVENT_BYTES) return gatewayMessage(413, 'Request Entity Too Large');
  return invoke(options, matched.route.functionName, event);
}

type Judged = { readonly caller: EventCaller | null } | { readonly refusal: HttpReply };

async function judgeToken({ received, matched, options }: Routed): Promise<Judged> {
  const { authorizer, scopes } = matched.route;
  if (authorizer === 'none') return { caller: null };
  const claims = await options.authorize(received.headers['authorization']);
  if (claims === null) return { refusal: UNAUTHORIZED };
  const held = scopesOf(claims);
  const mayPass = scopes.length === 0 || scopes.some((scope) => held.includes(scope));
  return mayPass ? { caller: { claims } } : { refusal: gatewayMessage(403, 'Forbidden') };
}

// A token opens no such route, as a signature opens none with tokens.
function judgeSignature({ request, received, options }: Routed, body: Buffer): Judged {
  const iam = options.authorizeIam?.(signedRequestOf(request, body), received.path) ?? null;
  return iam ? { caller: { iam } } : { refusal: gatewayMessage(403, 'Forbidden') };
}

function invoke(options: GatewayOptions, functionName: string, event: unknown): Promise<HttpReply> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(gatewayMessage(503, 'Service Unavailable')), options.timeoutMs ?? 30_000);
    const settle = (reply: HttpReply | null): void => {
      clearTimeout(timer);
      resolve(reply ?? gatewayMessage(500, 'Internal Server Error'));
    };
    options.invoke(functionName, event).then(
      (result) => settle(replyOf(result)),
      () => settle(null),
    );
  });
}

function send(request: IncomingMessage, response: ServerResponse, reply: HttpReply): void {
  const headers = { ...reply.headers, 'content-length': String(reply.body.length), ...(reply.cookies.length > 0 && { 'set-cookie': [...reply.cookies] }) };
  // A body that was never read would be taken for the next request.
  if (!request.complete) response.shouldKeepAlive = false;
  response.writeHead(reply.status, headers);
  response.end(request.method === 'HEAD' ? undefined : reply.body);
}
