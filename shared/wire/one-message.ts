import type { Socket } from 'node:net';

/** Of a message in the clear; a greeting or an answer to a request for TLS is far shorter. */
const MOST_BYTES = 2048;

/**
 * The one message that a server may say in the clear before TLS. Anything that comes with it would be read as if it had come under TLS: it ends the
 * login (CVE-2021-23222 and its likes).
 * @param lengthOf of the whole message, or null where too little of it is there to tell
 */
export function oneMessage(socket: Socket, lengthOf: (heard: Buffer) => number | null): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let heard = Buffer.alloc(0);
    const read = (chunk: Buffer): void => {
      heard = Buffer.concat([heard, chunk]);
      const length = lengthOf(heard) ?? heard.length + 1;
      if (length > MOST_BYTES || length < heard.length) return reject(new Error('no such message'));
      if (length > heard.length) return;
      socket.off('data', read).pause();
      resolve(heard);
    };
    socket.on('data', read);
    socket.once('close', () => reject(new Error('closed')));
  });
}
