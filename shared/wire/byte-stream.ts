import type { Socket } from 'node:net';

/** Of one message; nothing that somebody who logs in is told is longer. */
const MOST_BYTES = 64 * 1024;

/** A protocol of bytes on a connection: so many as are asked for, whenever they come. One caller at a time waits. */
export class ByteStream {
  readonly #socket: Socket;
  #unread = Buffer.alloc(0);
  #isOver = false;
  #wake = (): void => {};

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#unread = Buffer.concat([this.#unread, chunk]);
      this.#wake();
    });
    socket.on('close', () => {
      this.#isOver = true;
      this.#wake();
    });
  }

  /** @throws Error where the connection ends first, or the other end announces more than a login needs */
  async take(bytes: number): Promise<Buffer> {
    if (bytes > MOST_BYTES) throw new Error('a message without an end');
    while (this.#unread.length < bytes) {
      if (this.#isOver) throw new Error('closed');
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const taken = this.#unread.subarray(0, bytes);
    this.#unread = this.#unread.subarray(bytes);
    return taken;
  }

  say(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  /** The last bytes, if any, and the end. What the other end makes of it is not waited for. */
  leave(bytes: Buffer): Promise<void> {
    return new Promise((resolve) => {
      this.#socket.once('close', () => resolve());
      this.#socket.end(bytes, () => resolve());
    });
  }
}
