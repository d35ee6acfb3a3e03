import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { contained } from './contained.ts';
import type { Line } from './driver.ts';

/** Source: https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_packets.html: three bytes of length, one of sequence. */
const HEADER_BYTES = 4;
/** Greetings are about 100 bytes long, refusals less than 600. */
const GREETING_BYTES = 1024;

export type MysqlStream = {
  readonly stream: Duplex;
  /** TLS, from now on: nothing that was said in the clear after the greeting is read. */
  readonly secure: () => Promise<void>;
};

/** What the library takes for its socket: the one packet that a server may say in the clear, and then what comes under TLS. */
export function mysqlStream(line: Line): MysqlStream {
  let under: Socket = line.socket;
  const stream = new Duplex({
    read: () => {},
    write: (chunk: Buffer, _, done) => void under.write(chunk, () => done()),
  });
  contained(stream, (error) => stream.destroy(asError(error)));
  greetingOf(line.socket).then(
    (greeting) => stream.push(greeting),
    (error: unknown) => stream.destroy(asError(error)),
  );
  const secure = async (): Promise<void> => {
    const tls = await line.secure();
    under = tls;
    tls.on('data', (chunk) => stream.push(chunk));
    tls.once('close', () => stream.destroy());
  };
  return { stream, secure };
}

/** Anything that comes with the greeting would be read as if it had come under TLS: it ends the login. */
function greetingOf(socket: Socket): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let heard = Buffer.alloc(0);
    const read = (chunk: Buffer): void => {
      heard = Buffer.concat([heard, chunk]);
      const missing = heard.length < HEADER_BYTES ? 1 : HEADER_BYTES + heard.readUIntLE(0, 3) - heard.length;
      if (missing > GREETING_BYTES || missing < 0) return reject(new Error('no greeting'));
      if (missing > 0) return;
      socket.off('data', read).pause();
      resolve(heard);
    };
    socket.on('data', read);
    socket.once('close', () => reject(new Error('closed')));
  });
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error('thrown');
}
