import { gzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Reply } from '../../shared/http/reply.ts';

/** A file for a browser. */
export type Served = { readonly bytes: Buffer; readonly type: string; readonly caching: string };

const packed = new WeakMap<Buffer, Buffer>();

/** A file as it goes out, packed for who takes that: an HTTP API packs nothing itself. None of it is secret or comes from a caller. */
export function sent({ bytes, type, caching }: Served, event: APIGatewayProxyEventV2): Reply {
  const isPacked = /\bgzip\b/.test(event.headers['accept-encoding'] ?? '');
  const headers = { 'content-type': type, 'cache-control': caching, vary: 'accept-encoding', ...(isPacked && { 'content-encoding': 'gzip' }) };
  return { httpStatus: 200, body: undefined, bytes: isPacked ? pack(bytes) : bytes, headers };
}

function pack(bytes: Buffer): Buffer {
  const done = packed.get(bytes) ?? gzipSync(bytes, { level: 9 });
  packed.set(bytes, done);
  return done;
}
