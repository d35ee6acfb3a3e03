import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { ResolverError, type VerdictCode } from '../errors.ts';
import { isPeer } from './dial.ts';
import type { TargetResponse } from './exchange.ts';
import type { GuardedTarget } from './guard.ts';
import { hostLabel } from './parse-destination.ts';
import { readResponse } from './response-reader.ts';

export type ConversationLimits = {
  readonly connectMs: number;
  readonly responseMs: number;
  readonly deadlineMs: number;
  readonly bodyBytes: number;
  readonly headerBytes: number;
};

/** A request that was opened and not yet ended: node:http sends nothing of it before `end`. */
export type Conversation = {
  readonly request: ClientRequest;
  readonly body: string | null;
  readonly target: GuardedTarget;
  readonly limits: ConversationLimits;
};

type Timers = { readonly connected: () => void; readonly stop: () => void };
type Ends = {
  readonly resolve: (response: TargetResponse) => void;
  readonly reject: (error: unknown) => void;
  readonly fail: (code: VerdictCode) => void;
  readonly connected: () => void;
};
type Watch = { readonly conversation: Conversation } & Pick<Ends, 'fail' | 'connected'>;

/** Informational answers (1xx) before the real one; a target that goes on sends nothing else. */
const MAX_INFORMATIONAL = 8;

/**
 * Waits for the connection, checks the peer, sends the request and reads one answer. The caller destroys the request afterwards, whatever came of it.
 * @throws ResolverError of what we noticed; native errors of the request and its stream as they are
 */
export async function converse(conversation: Conversation): Promise<TargetResponse> {
  const { target, limits } = conversation;
  let ranOut = (): void => {};
  const timers = startTimers(limits, () => ranOut());
  try {
    return await new Promise((resolve, reject) => {
      const fail = (code: VerdictCode): void => reject(new ResolverError(code, { host: hostLabel(target.destination) }));
      ranOut = () => fail('target_timeout');
      listen(conversation, { resolve, reject, fail, connected: timers.connected });
    });
  } finally {
    timers.stop();
  }
}

function listen(conversation: Conversation, { resolve, reject, fail, connected }: Ends): void {
  const { request, limits, target } = conversation;
  let informational = 0;
  request.on('error', reject);
  request.on('socket', (socket) => watch(socket, { conversation, fail, connected }));
  request.on('information', () => {
    informational += 1;
    if (informational > MAX_INFORMATIONAL) fail('unexpected_response');
  });
  request.on('upgrade', (_response, socket) => {
    socket.destroy();
    fail('unexpected_response');
  });
  const giveUp = (): void => fail('connect_failed');
  request.on('close', giveUp);
  request.on('response', (response) => {
    request.off('close', giveUp);
    const reading = { isBodiless: request.method === 'HEAD', bodyBytes: limits.bodyBytes, host: hostLabel(target.destination) };
    readResponse(response, reading).then(resolve, reject);
  });
}

function watch(socket: Socket, { conversation, fail, connected }: Watch): void {
  const { request, body, target, limits } = conversation;
  // A late error of a socket that was given up has no other listener, and would end the process.
  socket.on('error', () => {});
  const isTls = target.destination.scheme === 'https';
  // Before the TLS handshake starts: not even its first message is for another peer.
  socket.prependOnceListener('connect', () => {
    if (isPeer(socket, target)) return;
    fail(socket.remoteAddress === undefined ? 'connect_failed' : 'address_denied');
    socket.destroy();
  });
  socket.once(isTls ? 'secureConnect' : 'connect', () => {
    if (socket.destroyed) return;
    connected();
    capBytes(socket, { bytes: 2 * limits.headerBytes + 8 * limits.bodyBytes, onMore: () => fail('response_too_large') });
    request.end(body ?? undefined);
  });
}

/** The framing of an answer (chunk sizes, extensions, trailers, informational answers) is bounded too, generously: it is neither header nor body. */
function capBytes(socket: Socket, cap: { readonly bytes: number; readonly onMore: () => void }): void {
  let bytes = 0;
  socket.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > cap.bytes) cap.onMore();
  });
}

function startTimers({ deadlineMs, connectMs, responseMs }: ConversationLimits, end: () => void): Timers {
  const deadline = setTimeout(end, deadlineMs);
  let phase = setTimeout(end, connectMs);
  return {
    connected: () => {
      clearTimeout(phase);
      phase = setTimeout(end, responseMs);
    },
    stop: () => {
      clearTimeout(deadline);
      clearTimeout(phase);
    },
  };
}
