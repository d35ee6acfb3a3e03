import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { TdsCarrier } from '../../../shared/wire/tds-carrier.ts';
import { onMessages } from './framed.ts';
import { type HostileServer, said, startHostileServer, type UntilTls } from './hostile-server.ts';

/**
 * Not SQL Server, which Debian does not have: a fake that speaks TDS 7.4 with TLS inside its own messages. tedious logs in to it too, which
 * says that it is true enough.
 */
export type FakeSqlServer = HostileServer & { readonly logins: () => readonly Login[]; readonly versions: () => readonly unknown[] };
export type SqlServerPlan = {
  readonly user: { readonly name: string; readonly password: string; readonly database: string };
  /** What it says of encryption before TLS; that it is on where it is not said. */
  readonly encryption?: number;
  /** A refusal in place of the login, and of the statement. */
  readonly refusal?: number;
  readonly statementRefusal?: number;
  /** The port of loopback that a good login is sent to instead. */
  readonly route?: number;
  /** In place of its answer to a login. */
  readonly instead?: (answer: Buffer) => Buffer;
  readonly afterwards?: (below: Socket) => void;
};
type Login = { readonly user: string; readonly password: string; readonly database: string };

const [SQL_BATCH, RESPONSE, LOGIN] = [1, 4, 16];
const [ENCRYPTION_ON, LAST] = [1, 1];

export async function startFakeSqlServer(plan: SqlServerPlan): Promise<FakeSqlServer> {
  const logins: Login[] = [];
  const versions: unknown[] = [];
  const behave = (socket: Socket, below: Socket): void => {
    versions.push(socket instanceof TLSSocket && socket.getProtocol());
    onMessages(socket, lengthOf, (packet) => {
      const message = packet.subarray(8);
      if (packet[0] === LOGIN) {
        const login = loginIn(message);
        logins.push(login);
        const answer = answerTo(login, plan);
        return packetOf(plan.instead?.(answer) ?? answer);
      }
      if (packet[0] !== SQL_BATCH) throw new Error(`a message that is not spoken here: ${packet[0]}`);
      setImmediate(() => plan.afterwards?.(below));
      return packetOf(plan.statementRefusal === undefined ? answerToStatement(message) : refusal(plan.statementRefusal));
    });
  };
  const server = await startHostileServer({ untilTls: untilTdsTls(plan.encryption), certificate: 'good', behave });
  return { ...server, logins: () => logins, versions: () => versions };
}

/** The first message and its answer. */
export function untilTdsTls(encryption = ENCRYPTION_ON): UntilTls {
  return async (socket) => {
    await said(socket);
    socket.write(packetOf(Buffer.from([0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 255, 16, 0, 16, 0, 0, 0, encryption])));
    return new TdsCarrier(socket);
  };
}

function lengthOf(bytes: Buffer): number | null {
  return bytes.length < 8 ? null : bytes.readUInt16BE(2);
}

function packetOf(message: Buffer): Buffer {
  const head = Buffer.from([RESPONSE, LAST, 0, 0, 0, 0, 1, 0]);
  head.writeUInt16BE(message.length + 8, 2);
  return Buffer.concat([head, message]);
}

function loginIn(message: Buffer): Login {
  const bytesOf = (at: number): Buffer => {
    const start = message.readUInt16LE(at);
    return message.subarray(start, start + 2 * message.readUInt16LE(at + 2));
  };
  const plain = Buffer.from(bytesOf(44).map((byte) => (((byte ^ 0xa5) << 4) & 255) | ((byte ^ 0xa5) >> 4)));
  return { user: bytesOf(40).toString('utf16le'), password: plain.toString('utf16le'), database: bytesOf(68).toString('utf16le') };
}

function answerTo({ user, password, database }: Login, plan: SqlServerPlan): Buffer {
  if (plan.refusal !== undefined) return refusal(plan.refusal);
  if (user !== plan.user.name || password !== plan.user.password) return refusal(18_456);
  if (database !== '' && database !== plan.user.database) return Buffer.concat([error(4060), refusal(18_456)]);
  const acknowledged = token(0xad, Buffer.concat([Buffer.from([1, 0x74, 0, 0, 4]), shortText('Fake SQL Server'), Buffer.from([16, 0, 0, 0])]));
  const changed = token(0xe3, Buffer.concat([Buffer.from([1]), shortText(plan.user.database), shortText('master')]));
  const informed = token(0xab, Buffer.concat([int32(5701), Buffer.from([1, 0]), longText('context'), shortText(''), shortText(''), int32(1)]));
  return Buffer.concat([changed, informed, acknowledged, ...(plan.route === undefined ? [] : [routed(plan.route)]), done(0)]);
}

function routed(port: number): Buffer {
  const to = Buffer.concat([Buffer.from([0, port & 255, port >> 8]), longText('127.0.0.1')]);
  const length = Buffer.from([to.length & 255, to.length >> 8]);
  return token(0xe3, Buffer.concat([Buffer.from([20]), length, to, Buffer.from([0, 0])]));
}

/** One column without a name, of integers, and one row with 1; nothing for a statement that asks for nothing. */
function answerToStatement(message: Buffer): Buffer {
  if (!message.toString('utf16le').endsWith('SELECT 1')) return done(0);
  const columns = Buffer.from([0x81, 1, 0, 0, 0, 0, 0, 0, 0, 0x38, 0]);
  return Buffer.concat([columns, Buffer.from([0xd1, 1, 0, 0, 0]), done(0x10, 1)]);
}

function refusal(number: number): Buffer {
  return Buffer.concat([error(number), done(2)]);
}

function error(number: number): Buffer {
  const words = longText('Login failed, and here is what was sent.');
  return token(0xaa, Buffer.concat([int32(number), Buffer.from([1, 14]), words, shortText('fake'), shortText(''), int32(1)]));
}

function done(status: number, rows = 0): Buffer {
  return Buffer.concat([Buffer.from([0xfd, status, 0, 0, 0]), int32(rows), int32(0)]);
}

function token(type: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([type, content.length & 255, content.length >> 8]), content]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function shortText(text: string): Buffer {
  return Buffer.concat([Buffer.from([text.length]), Buffer.from(text, 'utf16le')]);
}

function longText(text: string): Buffer {
  return Buffer.concat([Buffer.from([text.length, 0]), Buffer.from(text, 'utf16le')]);
}
