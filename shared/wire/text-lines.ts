import type { Socket } from 'node:net';

/** Of one line; no server here has anything longer to say to somebody who logs in. */
const LINE_BYTES = 8 * 1024;

/** A protocol of lines on a connection: what the other end says, a line at a time, whenever it comes. One caller at a time waits. */
export class TextLines {
  readonly #socket: Socket;
  #unread = '';
  #isOver = false;
  #wake = (): void => {};

  constructor(socket: Socket) {
    this.#socket = socket.on('data', this.#take).on('close', this.#end);
  }

  /** Without its end, a character for each byte. @throws Error where the connection ends first, or the line has none */
  async next(): Promise<string> {
    for (;;) {
      const end = this.#unread.indexOf('\n');
      if (end > LINE_BYTES || (end < 0 && this.#unread.length > LINE_BYTES)) throw new Error('a line without an end');
      if (end >= 0) return this.#cut(end);
      if (this.#isOver) throw new Error('closed');
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** @throws Error for a text that would be more than one line */
  say(text: string): void {
    if (/[\r\n\0]/.test(text)) throw new Error('more than a line');
    this.#socket.write(`${text}\r\n`);
  }

  /** The last line, and the end. What the other end makes of it is not waited for. */
  leave(text: string): Promise<void> {
    return new Promise((resolve) => {
      this.#socket.once('close', () => resolve());
      this.#socket.end(`${text}\r\n`, () => resolve());
    });
  }

  /**
   * Gives the connection up, for TLS. What came before it could be taken for something said under TLS: it ends the login (CVE-2011-0411).
   * @throws Error where something came that was not asked for
   */
  release(): void {
    this.#socket.off('data', this.#take).off('close', this.#end).pause();
    if (this.#unread !== '') throw new Error('more than an answer');
  }

  readonly #take = (chunk: Buffer): void => {
    this.#unread += chunk.toString('latin1');
    this.#wake();
  };

  readonly #end = (): void => {
    this.#isOver = true;
    this.#wake();
  };

  #cut(end: number): string {
    const line = this.#unread.slice(0, end).replace(/\r$/, '');
    this.#unread = this.#unread.slice(end + 1);
    return line;
  }
}
