import { once } from 'node:events';
import type { Readable } from 'node:stream';

/** More than any message of a login has; a length that a target states is never waited for beyond it. */
const MOST_BYTES = 64 * 1024;

/** The next so many bytes, no sooner than they are all there. @throws Error where the other end goes away first, or states a length that no login has */
export async function readBytes(stream: Readable, length: number): Promise<Buffer> {
  if (length > MOST_BYTES) throw new Error('longer than any message of a login');
  if (length === 0) return Buffer.alloc(0);
  for (;;) {
    const bytes: unknown = stream.read(length);
    if (Buffer.isBuffer(bytes) && bytes.length === length) return bytes;
    if (bytes !== null || stream.readableEnded || stream.destroyed) throw new Error('ended before its time');
    await readableAgain(stream);
  }
}

/** An error or a close is news too: it is found out about by reading on. */
async function readableAgain(stream: Readable): Promise<void> {
  const found = new AbortController();
  const { signal } = found;
  try {
    await Promise.race([once(stream, 'readable', { signal }), once(stream, 'end', { signal }), once(stream, 'close', { signal })]);
  } finally {
    found.abort();
  }
}
