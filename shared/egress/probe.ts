import { request as httpRequest, type ClientRequest, type OutgoingHttpHeaders, type RequestOptions } from 'node:http';
import type { Socket } from 'node:net';
import { ResolverError } from '../errors.ts';
import { converse } from './conversation.ts';
import { certificatesOf, type ClientCertificate, dial } from './dial.ts';
import type { OutgoingRequest, TargetResponse } from './exchange.ts';
import type { GuardedTarget } from './guard.ts';
import { verdictOfNetworkError } from './network-errors.ts';
import { hostLabel } from './parse-destination.ts';
import { isRequestTarget, isSendableHeader } from './request-text.ts';

/** `connectMs` is for TCP and TLS, `responseMs` from the request to the end of the answer, `deadlineMs` what is left for all of it. */
export type ProbeLimits = {
  readonly connectMs: number;
  readonly responseMs: number;
  readonly deadlineMs: number;
  readonly bodyBytes: number;
  readonly headerBytes: number;
  /** PEM; trusted besides the usual authorities, and only for hosts of a customer: a store's settings must not open a vendor's traffic. */
  readonly certificateAuthority: string | null;
};

const USER_AGENT = 'secret-mask-resolver';
const BODY_METHODS = new Set(['POST', 'PUT', 'PATCH']);

/**
 * Sends one request to the address that was judged and reads one answer. Nothing of the request is written before the peer and its certificate are checked.
 * No redirect, no retry, no proxy, no shared socket.
 * @throws ResolverError `target_timeout`, `connect_failed`, `tls_*`, `response_too_large`, `unexpected_response`, `value_unusable`; `address_denied` for another
 * peer or a request that was not guarded; `bad_credentials` where TLS refuses our client certificate
 */
export async function probe(target: GuardedTarget, outgoing: OutgoingRequest, limits: ProbeLimits): Promise<TargetResponse> {
  const host = hostLabel(target.destination);
  const message = messageOf(target, outgoing, limits);
  if (!isGuardedRequest(target, outgoing)) throw new ResolverError('address_denied', { host });
  if (limits.deadlineMs <= 0) throw new ResolverError('target_timeout', { host });
  const request = open(message, () => dial(target, certificatesOf(target, limits.certificateAuthority, ownOf(outgoing))));
  try {
    return await converse({ request, body: outgoing.body?.reveal() ?? null, target, limits });
  } catch (error) {
    if (error instanceof ResolverError) throw error;
    throw new ResolverError(verdictOfNetworkError(error, outgoing.clientCertificate !== undefined), { host });
  } finally {
    request.destroy();
  }
}

/** The second look at what goes out: the same origin as was judged, and exactly the path that was, or one below it where that is a base. */
function isGuardedRequest(target: GuardedTarget, outgoing: OutgoingRequest): boolean {
  const [judged, meant] = [target.destination, outgoing.destination];
  const isSameOrigin = judged.scheme === meant.scheme && judged.host === meant.host && judged.port === meant.port;
  const [path = ''] = outgoing.pathAndQuery.reveal().split('?', 1);
  return isSameOrigin && judged.scheme !== 'tcp' && (target.isPathBound ? path === judged.path : `${path}/`.startsWith(judged.path));
}

function messageOf(target: GuardedTarget, outgoing: OutgoingRequest, limits: ProbeLimits): RequestOptions {
  const path = outgoing.pathAndQuery.reveal();
  if (!isRequestTarget(path)) throw unusable();
  return {
    method: outgoing.method,
    path,
    headers: headersOf(target, outgoing),
    setHost: false,
    insecureHTTPParser: false,
    maxHeaderSize: limits.headerBytes,
  };
}

function ownOf({ clientCertificate: own }: OutgoingRequest): ClientCertificate | undefined {
  return own && { cert: own.certificate.reveal(), key: own.key.reveal() };
}

function headersOf(target: GuardedTarget, outgoing: OutgoingRequest): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = { host: hostLabel(target.destination), 'user-agent': USER_AGENT };
  for (const [name, secret] of Object.entries(outgoing.headers)) {
    const value = secret.reveal();
    if (!isSendableHeader(name, value)) throw unusable();
    headers[name] = value;
  }
  if (outgoing.body !== null || BODY_METHODS.has(outgoing.method)) headers['content-length'] = Buffer.byteLength(outgoing.body?.reveal() ?? '');
  return { ...headers, 'accept-encoding': 'identity', connection: 'close' };
}

/**
 * One request on a socket of its own: no agent, so none is kept, shared or resumed.
 * Node refuses here what it cannot send; a client certificate or key that is no PEM, or the two not of a pair, is the likeliest.
 */
function open(message: RequestOptions, dialled: () => Socket): ClientRequest {
  let socket: Socket | null = null;
  try {
    const own = (socket = dialled());
    return httpRequest({ ...message, createConnection: () => own });
  } catch {
    socket?.destroy();
    throw unusable();
  }
}

function unusable(): ResolverError {
  return new ResolverError('value_unusable', { pointer: '/config' });
}
