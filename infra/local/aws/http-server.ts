import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

import { comesFromElsewhere, namesOwnHost } from '../host-guard.ts';
import type { Dispatch } from './dispatch.ts';
import type { SignedRequest } from './sigv4.ts';

const HOST = '127.0.0.1';
const MAX_BODY_BYTES = 2_097_152;

export type Listening = { readonly url: string; close(): Promise<void> };

/** Serves `dispatch` on a loopback port until closed; `close` also ends answers that hang. @throws Error if the port is taken */
export async function listen(port: number, dispatch: Dispatch): Promise<Listening> {
  const closing = new AbortController();
  const server = createServer((request, response) => {
    serve(request, response, { dispatch, port: portOf(server), closing: closing.signal }).catch(() => response.destroy());
  });
  // SDKs keep connections open between calls; a shorter time than theirs resets the next request.
  server.keepAliveTimeout = 75_000;
  server.listen(port, HOST);
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    closing.abort();
    server.close();
    server.closeAllConnections();
    if (server.listening) await once(server, 'close');
  };
  return { url: `http://${HOST}:${portOf(server)}`, close };
}

type Serving = { readonly dispatch: Dispatch; readonly port: number; readonly closing: AbortSignal };

async function serve(request: IncomingMessage, response: ServerResponse, { dispatch, port, closing }: Serving): Promise<void> {
  // Before anything else: an unsigned request is the administrator's, so a web page must not be able to send one.
  if (!namesOwnHost(request, port)) return refuse(response, 421, 'This endpoint answers to its own loopback name only.');
  if (comesFromElsewhere(request, port)) return refuse(response, 403, 'This endpoint does not answer web pages.');
  if (request.method !== 'POST') return refuse(response, 405, 'AWS requests are POST requests.');
  const body = await bodyOf(request);
  if (!body) return refuse(response, 413, 'The request body is too large.');
  const { answer, delayMs, requestId } = await dispatch(signedRequest(request, body));
  if (delayMs > 0) await delay(delayMs, undefined, { signal: closing, ref: false });
  if (!answer) return;
  const length = Buffer.byteLength(answer.body);
  response.writeHead(answer.status, {
    'content-type': answer.contentType,
    'content-length': length,
    'x-amzn-requestid': requestId,
    'cache-control': 'no-store',
  });
  response.end(answer.body);
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
  response.end(JSON.stringify({ message }));
}

/** Null where it is larger than any request of AWS. */
async function bodyOf(request: IncomingMessage): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!(chunk instanceof Uint8Array)) continue;
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function signedRequest(request: IncomingMessage, body: Uint8Array): SignedRequest {
  const headers = Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : (value ?? '')] as const);
  return { method: request.method ?? '', url: request.url ?? '/', headers: new Map(headers), body };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
