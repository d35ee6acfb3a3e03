import type { Socket } from 'node:net';
import { TextLines } from './text-lines.ts';

/** Commands and replies of FTP's control connection, one after the other. */
export class FtpDialogue {
  readonly #lines: TextLines;

  constructor(socket: Socket) {
    this.#lines = new TextLines(socket);
  }

  ask(command: string): Promise<string> {
    this.#lines.say(command);
    return this.reply();
  }

  /** Its three digits. What is between the first line of several and the last is the server's own. @throws Error for what is no reply */
  async reply(): Promise<string> {
    const [, code = '', more] = /^([1-5]\d\d)(?:( |$)|-)/.exec(await this.#lines.next()) ?? [];
    if (code === '') throw new Error('no reply');
    if (more !== undefined) return code;
    for (;;) {
      const line = await this.#lines.next();
      if (line === code || line.startsWith(`${code} `)) return code;
    }
  }

  leave(): Promise<void> {
    return this.#lines.leave('QUIT');
  }

  /** @throws Error where something came that was not asked for */
  release(): void {
    this.#lines.release();
  }
}
