import type { TLSSocket } from 'node:tls';
import type { Line } from './driver.ts';

/** What is answered where the server speaks in the clear: it was told nothing. */
export const NO_TLS = 'no_tls';

/** TLS before a word of the protocol, or null where what is answered is no TLS. @throws the native error of any other handshake that failed */
export async function secureAtOnce(line: Line): Promise<TLSSocket | null> {
  try {
    return await line.secure();
  } catch (error) {
    // OpenSSL's name for a record that is none: a greeting in the clear.
    if (error instanceof Error && 'code' in error && error.code === 'ERR_SSL_WRONG_VERSION_NUMBER') return null;
    throw error;
  }
}
