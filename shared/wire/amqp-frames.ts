import type { Readable } from 'node:stream';
import { readBytes } from './read-bytes.ts';

// AMQP 0-9-1, §2.3.5 and §4.2: https://www.rabbitmq.com/resources/specs/amqp0-9-1.pdf

/** "AMQP", 0, and the version. */
export const PROTOCOL_HEADER = Buffer.from('AMQP\0\0\u0009\u0001', 'latin1');
const METHOD = 1;
const HEARTBEAT = 8;
const FRAME_END = 0xce;
/** Type, channel, size. */
const HEAD_BYTES = 7;

/** Class and method of the connection, as the 32 bits they stand in. */
export const START = 0x000a000a;
export const START_OK = 0x000a000b;
export const TUNE = 0x000a001e;
export const TUNE_OK = 0x000a001f;
export const OPEN = 0x000a0028;
export const OPEN_OK = 0x000a0029;
export const CLOSE = 0x000a0032;

export type Method = { readonly id: number; readonly fields: Buffer };

/** The next method on channel 0; heartbeats are passed over. @throws Error for anything else */
export async function readMethod(stream: Readable): Promise<Method> {
  const head = await readBytes(stream, HEAD_BYTES);
  const [type, channel, size] = [head.readUInt8(0), head.readUInt16BE(1), head.readUInt32BE(3)];
  const isKnown = (type === METHOD && size >= 4) || (type === HEARTBEAT && size === 0);
  if (!isKnown || channel !== 0) throw new Error('no frame of a connection');
  const payload = await readBytes(stream, size + 1);
  if (payload[size] !== FRAME_END) throw new Error('no end of a frame');
  return type === HEARTBEAT ? readMethod(stream) : { id: payload.readUInt32BE(0), fields: payload.subarray(4, size) };
}

export function frameOf(id: number, ...fields: readonly Buffer[]): Buffer {
  const method = Buffer.alloc(4);
  method.writeUInt32BE(id);
  const payload = Buffer.concat([method, ...fields]);
  const head = Buffer.from([METHOD, 0, 0, 0, 0, 0, 0]);
  head.writeUInt32BE(payload.length, 3);
  return Buffer.concat([head, payload, Buffer.from([FRAME_END])]);
}

export function shortText(text: string): Buffer {
  const bytes = Buffer.from(text);
  if (bytes.length > 255) throw new Error('longer than a short string');
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}

/** A long string, or whatever else is led by 32 bits of length: tables too. */
export function longText(content: Buffer | string): Buffer {
  const bytes = Buffer.from(content);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
