import type { Readable } from 'node:stream';

/** More than any message of a login has; a length that a target states is never waited for beyond it. */
const MOST_BYTES = 64 * 1024;

/** The next so many bytes, no sooner than they are all there. @throws Error where the other end goes away first, or states a length that no login has */
export function readBytes(stream: Readable, length: number): Promise<Buffer> {
  if (length > MOST_BYTES) return Promise.reject(new Error('longer than any message of a login'));
  if (length === 0) return Promise.resolve(Buffer.alloc(0));
  return new Promise((resolve, reject) => {
    // The listener stays until all are there: one that is added anew hears of a part of them at once, again and again, and no timer would fire.
    const look = (): void => {
      const bytes: unknown = stream.read(length);
      const isThere = Buffer.isBuffer(bytes) && bytes.length === length;
      if (!isThere && bytes === null && !stream.readableEnded && !stream.destroyed) return;
      for (const event of NEWS) stream.off(event, look);
      if (isThere) resolve(bytes);
      else reject(new Error('ended before its time'));
    };
    for (const event of NEWS) stream.on(event, look);
    look();
  });
}

const NEWS = ['readable', 'end', 'close'] as const;
