import type { Socket } from 'node:net';
import { OK } from './driver.ts';
import { TextLines } from './text-lines.ts';

/** `code` is "ok", the server's response code, or NO, BAD, BYE where it has none. */
export type ImapAnswer = { readonly code: string; readonly capabilities: ReadonlySet<string> };

const ANSWER = /^(OK|NO|BAD|BYE|PREAUTH)(?: \[([A-Z][A-Z0-9-]*)[^\]]*\])?(?: |$)/i;

/** Commands and answers, one after the other. */
export class ImapDialogue {
  readonly #lines: TextLines;
  #count = 0;

  constructor(socket: Socket) {
    this.#lines = new TextLines(socket);
  }

  /** "ok", PREAUTH or BYE. @throws Error for what is no greeting of IMAP */
  async greeting(): Promise<string> {
    const [, status = ''] = /^\* (OK|PREAUTH|BYE)(?: |$)/i.exec(await this.#lines.next()) ?? [];
    if (status === '') throw new Error('no greeting');
    return status.toUpperCase() === 'OK' ? OK : status.toUpperCase();
  }

  /** The command's first part at once, each further one when the server asks for it. */
  async ask([first = '', ...further]: readonly string[]): Promise<ImapAnswer> {
    this.#count += 1;
    const tag = `a${this.#count} `;
    this.#lines.say(tag + first);
    const capabilities = new Set<string>();
    for (;;) {
      const line = await this.#lines.next();
      if (line.startsWith(tag)) return { code: codeOf(line.slice(tag.length)), capabilities };
      if (/^\* BYE(?: |$)/i.test(line)) return { code: 'BYE', capabilities };
      if (/^\* CAPABILITY /i.test(line)) for (const name of line.toUpperCase().split(' ')) capabilities.add(name);
      else if (line.startsWith('+')) this.#lines.say(nextOf(further.shift()));
      else if (!line.startsWith('* ')) throw new Error('no answer');
    }
  }

  leave(): Promise<void> {
    return this.#lines.leave('z LOGOUT');
  }

  /** @throws Error where something came that was not asked for */
  release(): void {
    this.#lines.release();
  }
}

function codeOf(text: string): string {
  const [, status = '', code] = ANSWER.exec(text) ?? [];
  if (status === '') throw new Error('no answer');
  return status.toUpperCase() === 'OK' ? OK : (code ?? status).toUpperCase();
}

function nextOf(part: string | undefined): string {
  if (part === undefined) throw new Error('asks for more than the command has');
  return part;
}
