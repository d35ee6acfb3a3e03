import type { Socket } from 'node:net';

/** Of one line; the longest that a server here has reason to send is below 1,000. */
const LINE_BYTES = 8 * 1024;

export type Lines = {
  /** The next line without its end. @throws Error where it does not come to one, or the other end leaves */
  readonly next: () => Promise<string>;
  /** Reads no further, for TLS to begin. @throws Error where something is left: it would be read as if it had come under TLS */
  readonly stop: () => void;
};

/** What a target says, line by line, as latin1. */
export function linesOf(socket: Socket): Lines {
  let unread = '';
  let isOver = false;
  let wake = (): void => {};
  const read = (chunk: Buffer): void => {
    unread += chunk.toString('latin1');
    wake();
  };
  socket.on('data', read).once('close', () => {
    isOver = true;
    wake();
  });
  const next = async (): Promise<string> => {
    for (let end = unread.indexOf('\n'); ; end = unread.indexOf('\n')) {
      if (unread.length > LINE_BYTES && (end === -1 || end > LINE_BYTES)) throw new Error('no line');
      if (end !== -1) return take(end);
      if (isOver) throw new Error('closed');
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  const take = (end: number): string => {
    const line = unread.slice(0, end).replace(/\r$/, '');
    unread = unread.slice(end + 1);
    return line;
  };
  const stop = (): void => {
    socket.off('data', read).pause();
    if (unread !== '') throw new Error('more than an answer');
  };
  return { next, stop };
}
