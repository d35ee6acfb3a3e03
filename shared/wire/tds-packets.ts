import type { Readable } from 'node:stream';
import { readBytes } from './read-bytes.ts';

// MS-TDS §2.2.3.1: https://learn.microsoft.com/openspecs/windows_protocols/ms-tds
export const SQL_BATCH = 1;
export const RESPONSE = 4;
export const LOGIN = 16;
export const PRELOGIN = 18;

const HEAD_BYTES = 8;
/** What both sides begin with; no message here is longer than a few of them. */
const MOST_PAYLOAD = 4096 - HEAD_BYTES;
const MOST_BYTES = 64 * 1024;
const END_OF_MESSAGE = 1;

/** One message, in as many packets as it needs. */
export function packetsOf(type: number, message: Buffer): Buffer {
  const packets: Buffer[] = [];
  for (let at = 0; at === 0 || at < message.length; at += MOST_PAYLOAD) {
    const payload = message.subarray(at, at + MOST_PAYLOAD);
    const head = Buffer.from([type, at + MOST_PAYLOAD >= message.length ? END_OF_MESSAGE : 0, 0, 0, 0, 0, packets.length + 1, 0]);
    head.writeUInt16BE(HEAD_BYTES + payload.length, 2);
    packets.push(head, payload);
  }
  return Buffer.concat(packets);
}

/** The next message of the server, whole. @throws Error for anything else */
export async function readResponse(stream: Readable): Promise<Buffer> {
  let message = Buffer.alloc(0);
  for (let isLast = false; !isLast;) {
    const head = await readBytes(stream, HEAD_BYTES);
    const payloadBytes = head.readUInt16BE(2) - HEAD_BYTES;
    if (head[0] !== RESPONSE || payloadBytes < 0 || message.length + payloadBytes > MOST_BYTES) throw new Error('no response of a login');
    message = Buffer.concat([message, await readBytes(stream, payloadBytes)]);
    isLast = ((head[1] ?? 0) & END_OF_MESSAGE) !== 0;
  }
  return message;
}

/** The payload of the first packet and what comes after it, or null where it is not there whole. @throws Error for what is no packet */
export function firstPayload(bytes: Buffer): { readonly payload: Buffer; readonly rest: Buffer } | null {
  if (bytes.length < HEAD_BYTES) return null;
  const length = bytes.readUInt16BE(2);
  if ((bytes[0] !== PRELOGIN && bytes[0] !== RESPONSE) || length < HEAD_BYTES) throw new Error('no packet');
  return bytes.length < length ? null : { payload: bytes.subarray(HEAD_BYTES, length), rest: bytes.subarray(length) };
}
