import type { Socket } from 'node:net';

/** A frame of Cassandra's native protocol, version 4, as a server sends it. */
export function frame(operation: number, body: Buffer, { version = 0x84, flags = 0 } = {}): Buffer {
  const header = Buffer.from([version, flags, 0, 0, operation, 0, 0, 0, 0]);
  header.writeUInt32BE(body.length, 5);
  return Buffer.concat([header, body]);
}

export function failure(code: number, message = 'no', framing = {}): Buffer {
  const body = Buffer.alloc(6 + message.length);
  body.writeUInt32BE(code);
  body.writeUInt16BE(message.length, 4);
  body.write(message, 6);
  return frame(0x00, body, framing);
}

const AUTHENTICATOR = Buffer.from('org.apache.cassandra.auth.PasswordAuthenticator');
export const AUTHENTICATE = frame(0x03, Buffer.concat([Buffer.from([0, AUTHENTICATOR.length]), AUTHENTICATOR]));
export const AUTH_SUCCESS = frame(0x10, Buffer.from([255, 255, 255, 255]));
export const ROWS = frame(0x08, Buffer.from([0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]));

/** Protocol-true where a login goes, made from the specification: a Cassandra that knows one user, and refuses as Cassandra does. */
export function fakeCassandra(username: string, password: string): (socket: Socket) => void {
  return (socket) => {
    let unread = Buffer.alloc(0);
    let isIn = false;
    const answers: Readonly<Record<number, (body: Buffer) => Buffer>> = {
      0x01: (body) => (body.includes('CQL_VERSION') ? AUTHENTICATE : failure(0x0a)),
      0x0f: (body) => {
        const [, user, secret] = body.subarray(4).toString().split('\0');
        isIn = body.readUInt32BE() === body.length - 4 && user === username && secret === password;
        return isIn ? AUTH_SUCCESS : failure(0x0100, `Provided username ${user} and/or password are incorrect`);
      },
      0x05: () => frame(0x06, Buffer.alloc(2)),
      0x07: (body) => (isIn && body.includes('SELECT release_version FROM system.local') ? ROWS : failure(0x2100)),
    };
    socket.on('data', (chunk: Buffer) => {
      unread = Buffer.concat([unread, chunk]);
      while (unread.length >= 9 && unread.length >= 9 + unread.readUInt32BE(5)) {
        const end = 9 + unread.readUInt32BE(5);
        const [version, , , , operation = 0] = unread;
        const answer = version === 4 ? answers[operation]?.(unread.subarray(9, end)) : undefined;
        socket.write(onStream(unread.readUInt16BE(2), answer ?? failure(0x0a)));
        unread = unread.subarray(end);
      }
    });
  };
}

/** An answer has the number of what it answers. */
function onStream(stream: number, answer: Buffer): Buffer {
  const bytes = Buffer.from(answer);
  bytes.writeUInt16BE(stream, 2);
  return bytes;
}
