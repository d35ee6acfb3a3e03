import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { contained } from './contained.ts';
import type { Line } from './driver.ts';
import { oneMessage } from './one-message.ts';

/** Source: https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_packets.html: three bytes of length, one of sequence. */
const HEADER_BYTES = 4;

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
  oneMessage(line.socket, lengthOf).then(
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

function lengthOf(heard: Buffer): number | null {
  return heard.length < HEADER_BYTES ? null : HEADER_BYTES + heard.readUIntLE(0, 3);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error('thrown');
}
