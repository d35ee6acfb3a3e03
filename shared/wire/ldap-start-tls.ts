import type { Socket } from 'node:net';
import { oneMessage } from './one-message.ts';

/** An extended request with the name of StartTLS, as message 1: RFC 4511 §4.14.1. */
const REQUEST = Buffer.concat([Buffer.from('301d02010177188016', 'hex'), Buffer.from('1.3.6.1.4.1.1466.20037')]);
const MESSAGE = 0x30;
const EXTENDED_RESPONSE = 0x78;
const ENUMERATED = 0x0a;

/** Asks for TLS, by us: what a server sends behind its answer would stay in the library's buffer. @returns whether it may begin */
export async function startTls(socket: Socket): Promise<boolean> {
  socket.write(REQUEST);
  const heard = await oneMessage(socket, (bytes) => elementAt(bytes, 0)?.end ?? null);
  const message = elementOf(heard, 0, MESSAGE);
  const id = elementAt(heard, message.start);
  const response = elementOf(heard, id?.end ?? 0, EXTENDED_RESPONSE);
  const result = elementOf(heard, response.start, ENUMERATED);
  return heard[result.start] === 0;
}

type Element = { readonly tag: number; readonly start: number; readonly end: number };

/** A BER element by its head; null where too little of it is there to tell. */
function elementAt(bytes: Buffer, at: number): Element | null {
  const [tag, length] = [bytes[at], bytes[at + 1]];
  if (tag === undefined || length === undefined) return null;
  if (length < 0x80) return { tag, start: at + 2, end: at + 2 + length };
  const count = length & 0x7f;
  if (count === 0 || count > 4) throw new Error('no length');
  const start = at + 2 + count;
  return bytes.length < start ? null : { tag, start, end: start + bytes.readUIntBE(at + 2, count) };
}

/** @throws Error where it is none, or another one */
function elementOf(bytes: Buffer, at: number, tag: number): Element {
  const element = elementAt(bytes, at);
  if (element?.tag !== tag) throw new Error('another element');
  return element;
}
