import type { Socket } from 'node:net';

/** What a protocol that tells the length of its messages has to say about it: of the whole message, or null where it cannot be told yet. */
export type LengthOf = (bytes: Buffer) => number | null;

/** Cuts what comes into messages; what the handler returns is the answer. */
export function onMessages(socket: Socket, lengthOf: LengthOf, handle: (message: Buffer) => Buffer | null): void {
  let bytes = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    for (let length = lengthOf(bytes); length !== null && bytes.length >= length; length = lengthOf(bytes)) {
      const answer = handle(bytes.subarray(0, length));
      bytes = bytes.subarray(length);
      if (answer !== null) socket.write(answer);
    }
  });
}
