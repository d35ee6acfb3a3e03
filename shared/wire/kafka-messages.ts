import type { Duplex } from 'node:stream';
import { readBytes } from './read-bytes.ts';

// https://kafka.apache.org/protocol: request header 1 and response header 0, of the versions that are not "flexible".
const CLIENT_ID = kafkaText('secret-mask-resolver');

export type Request = { readonly key: number; readonly version: number; readonly body: Buffer };
export type Exchange = (request: Request) => Promise<Fields>;

/** Requests over one connection, one after the other. @throws Error for an answer that is none to what was asked */
export function exchanging(stream: Duplex): Exchange {
  let correlation = 0;
  return async ({ key, version, body }) => {
    correlation += 1;
    const request = Buffer.concat([int16(key), int16(version), int32(correlation), CLIENT_ID, body]);
    stream.write(Buffer.concat([int32(request.length), request]));
    const size = (await readBytes(stream, 4)).readUInt32BE(0);
    const fields = new Fields(await readBytes(stream, size));
    if (fields.int32() !== correlation) throw new Error('no answer to what was asked');
    return fields;
  };
}

/** The fields of an answer in their order. @throws RangeError, and Error, where it ends before them */
export class Fields {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  int16(): number {
    this.#at += 2;
    return this.#bytes.readInt16BE(this.#at - 2);
  }

  int32(): number {
    this.#at += 4;
    return this.#bytes.readInt32BE(this.#at - 4);
  }

  /** A null one is empty. */
  text(): string {
    return this.#cut(this.int16()).toString();
  }

  bytes(): Buffer {
    return this.#cut(this.int32());
  }

  /** @throws where there are fewer than it says */
  many<T>(one: () => T): readonly T[] {
    return Array.from({ length: Math.max(this.int32(), 0) }, one);
  }

  #cut(length: number): Buffer {
    const end = this.#at + Math.max(length, 0);
    if (end > this.#bytes.length) throw new Error('ended before its time');
    const cut = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return cut;
  }
}

export function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

export function kafkaText(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([int16(bytes.length), bytes]);
}

export function kafkaBytes(content: string): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([int32(bytes.length), bytes]);
}
