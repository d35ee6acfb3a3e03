import { ByteStream } from './byte-stream.ts';
import { type Driver, OK } from './driver.ts';
import { refuseEmpty } from './refuse-empty.ts';

/** Of a frame: version, flags, stream, operation, length. */
const HEADER_BYTES = 9;
const VERSION = 4;
const ANSWER = 0x80;
const SAYS = { startup: 0x01, query: 0x07, authResponse: 0x0f };
const HEARS = { error: 0x00, ready: 0x02, authenticate: 0x03, result: 0x08, authSuccess: 0x10 };
const ROWS = 2;
const CONSISTENCY_ONE = 1;
const NO_FLAGS = 0;

/** Cassandra's native protocol, version 4: https://cassandra.apache.org/doc/latest/cassandra/_attachments/native_protocol_v4.html. Codes are those of ERROR. */
export const driver: Driver = {
  settings: ['username', 'password'],
  logIn: async (line, settings) => {
    refuseEmpty(settings, ['username', 'password']);
    const { username = '', password = '' } = settings;
    const stream = new ByteStream(await line.secure());
    const startup = Buffer.concat([int16(1), text('CQL_VERSION'), text('3.0.0')]);
    const asked = await answerTo(stream, SAYS.startup, startup);
    if (asked.operation === HEARS.ready) return 'no_password_asked';
    if (asked.operation !== HEARS.authenticate) return codeOf(asked);
    const allowed = await answerTo(stream, SAYS.authResponse, longText(`\0${username}\0${password}`));
    if (allowed.operation !== HEARS.authSuccess) return codeOf(allowed);
    const query = Buffer.concat([longText('SELECT release_version FROM system.local'), int16(CONSISTENCY_ONE), Buffer.of(NO_FLAGS)]);
    const read = await answerTo(stream, SAYS.query, query);
    if (read.operation !== HEARS.result || !read.hasFlags(NO_FLAGS) || read.body.readInt32BE() !== ROWS) return codeOf(read);
    await stream.leave(Buffer.alloc(0));
    return OK;
  },
};

type Frame = { readonly operation: number; readonly hasFlags: (flags: number) => boolean; readonly body: Buffer };

async function answerTo(stream: ByteStream, operation: number, body: Buffer): Promise<Frame> {
  stream.say(Buffer.concat([Buffer.of(VERSION, NO_FLAGS, 0, 0, operation), int32(body.length), body]));
  const header = await stream.take(HEADER_BYTES);
  const [version = 0, flags = 0, , , heard = 0] = header;
  // A server of another version says so in a frame of its own.
  if (version !== ANSWER + VERSION && !(version > ANSWER && heard === HEARS.error)) throw new Error('no answer');
  return { operation: heard, hasFlags: (which) => flags === which, body: await stream.take(header.readUInt32BE(5)) };
}

/** "0x0100". @throws Error for what is no error of Cassandra's */
function codeOf({ operation, hasFlags, body }: Frame): string {
  if (operation !== HEARS.error || !hasFlags(NO_FLAGS)) throw new Error('no answer');
  return `0x${body.readUInt32BE().toString(16).padStart(4, '0')}`;
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([int16(bytes.length), bytes]);
}

function longText(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([int32(bytes.length), bytes]);
}
