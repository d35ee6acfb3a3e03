import type { ByteStream } from './byte-stream.ts';
import { OK } from './driver.ts';
import { type Packed, packed, unpackedTexts } from './pack-stream.ts';

const SUCCESS = 0x70;
const RECORD = 0x71;
const FAILURE = 0x7f;
/** "Go, go, Bolt"; then the versions we speak, best first: minor and major at the end of each, before them how many minors below it too. */
const HANDSHAKE = Buffer.from('6060b01700030405000004040000000000000000', 'hex');
const MESSAGE_BYTES = 64 * 1024;
/** Of answers that come before the one that ends what was asked, and of empty chunks by which a server says that it is still there. */
const MOST_BETWEEN = 16;

export class BoltDialogue {
  readonly #stream: ByteStream;
  readonly major: number;

  private constructor(stream: ByteStream, major: number) {
    this.#stream = stream;
    this.major = major;
  }

  /** Null where the server speaks none of our versions. @throws Error for what was not offered */
  static async begin(stream: ByteStream): Promise<BoltDialogue | null> {
    stream.say(HANDSHAKE);
    const answer = await stream.take(4);
    const version = answer.toString('hex');
    if (version === '00000000') return null;
    if (!/^0000(?:0[1-4]05|0404)$/.test(version)) throw new Error('a version that was not offered');
    return new BoltDialogue(stream, answer[3] ?? 0);
  }

  /** "ok", or the code of the server's failure. @throws Error for anything else */
  async ask(kind: number, fields: readonly Packed[]): Promise<string> {
    this.#say(kind, fields);
    for (let between = 0; between < MOST_BETWEEN; between += 1) {
      const [, heard, ...rest] = await this.#message();
      if (heard === SUCCESS) return OK;
      if (heard === FAILURE) return unpackedTexts(Buffer.from(rest)).get('code') ?? '';
      if (heard !== RECORD) break;
    }
    throw new Error('no answer');
  }

  leave(kind: number): Promise<void> {
    return this.#stream.leave(chunked(kind, []));
  }

  #say(kind: number, fields: readonly Packed[]): void {
    this.#stream.say(chunked(kind, fields));
  }

  /** Chunks until an empty one. */
  async #message(): Promise<Buffer> {
    let [message, empty] = [Buffer.alloc(0), 0];
    for (;;) {
      const length = (await this.#stream.take(2)).readUInt16BE();
      if (length === 0 && message.length > 0) return message;
      empty += length === 0 ? 1 : 0;
      message = Buffer.concat([message, await this.#stream.take(length)]);
      if (message.length > MESSAGE_BYTES || empty > MOST_BETWEEN) throw new Error('a message without an end');
    }
  }
}

function chunked(kind: number, fields: readonly Packed[]): Buffer {
  const message = Buffer.concat([Buffer.of(0xb0 + fields.length, kind), ...fields.map(packed)]);
  const parts: Buffer[] = [];
  for (let at = 0; at < message.length; at += 0xffff) {
    const chunk = message.subarray(at, at + 0xffff);
    parts.push(Buffer.of(chunk.length >> 8, chunk.length & 0xff), chunk);
  }
  return Buffer.concat([...parts, Buffer.of(0, 0)]);
}
