import { Duplex } from 'node:stream';
import { firstPayload, packetsOf, PRELOGIN } from './tds-packets.ts';

/** The type of the first TLS record that is not the handshake's; RFC 5246 §6.2.1. */
const APPLICATION_DATA = 23;

/** The handshake of TLS, carried in messages of TDS until it is over; then TLS lies on the socket itself. MS-TDS §2.2.6.5. */
export class TdsCarrier extends Duplex {
  readonly #socket: Duplex;
  #received: Buffer = Buffer.alloc(0);
  #isOver = false;

  constructor(socket: Duplex) {
    super();
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.once('end', () => this.push(null));
    // Why it is closed is known to whoever opened it.
    socket.once('close', () => this.destroy());
    socket.resume();
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#send(chunk, done);
  }

  override _writev(chunks: readonly { readonly chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.#send(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }

  override _final(done: () => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }

  #send(chunk: Buffer, done: (error?: Error | null) => void): void {
    this.#isOver ||= chunk[0] === APPLICATION_DATA;
    this.#socket.write(this.#isOver ? chunk : packetsOf(PRELOGIN, chunk), done);
  }

  #take(chunk: Buffer): void {
    this.#received = this.#isOver ? chunk : Buffer.concat([this.#received, chunk]);
    try {
      while (!this.#isOver && this.#takeFirst());
    } catch {
      this.destroy();
    }
    if (this.#isOver && !this.push(this.#received)) this.#socket.pause();
  }

  /** One packet of the handshake; false where there is no whole one. */
  #takeFirst(): boolean {
    this.#isOver = this.#received[0] === APPLICATION_DATA;
    const first = this.#isOver ? null : firstPayload(this.#received);
    if (first === null) return false;
    this.#received = first.rest;
    this.push(first.payload);
    return true;
  }
}
