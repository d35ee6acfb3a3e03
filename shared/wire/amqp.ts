import type { Duplex } from 'node:stream';
import { CLOSE, frameOf, longText, OPEN, OPEN_OK, PROTOCOL_HEADER, readMethod, shortText, START, START_OK, TUNE, TUNE_OK } from './amqp-frames.ts';
import { type Driver, OK, type Settings } from './driver.ts';
import { NO_TLS, secureAtOnce } from './tls-at-once.ts';

const NO_PLAIN = 'no_plain';
/** 200, no text, and no method that it is about. */
const GOODBYE = frameOf(CLOSE, Buffer.from([0, 200, 0, 0, 0, 0, 0]));
/** A name as in a table: a table that has one true value. Without it RabbitMQ hangs up on a refused login instead of saying so. */
const CLIENT_PROPERTIES = entry('capabilities', 'F', longText(entry('authentication_failure_close', 't', Buffer.from([1]))));

/** AMQP 0-9-1 as RabbitMQ speaks it, with SASL PLAIN. Codes are its reply codes: https://www.rabbitmq.com/amqp-0-9-1-reference#constants. */
export const driver: Driver = {
  settings: ['user', 'password', 'vhost'],
  logIn: async (line, settings) => {
    const socket = await secureAtOnce(line);
    return socket === null ? NO_TLS : opened(socket, settings);
  },
};

async function opened(socket: Duplex, { user = '', password = '', vhost = '' }: Settings): Promise<string> {
  socket.write(PROTOCOL_HEADER);
  const start = await answered(socket, START);
  if (typeof start === 'string') return start;
  if (!mechanismsOf(start).includes('PLAIN')) return NO_PLAIN;
  socket.write(frameOf(START_OK, longText(CLIENT_PROPERTIES), shortText('PLAIN'), longText(`\0${user}\0${password}`), shortText('en_US')));
  const limits = await answered(socket, TUNE);
  if (typeof limits === 'string') return limits;
  socket.write(frameOf(TUNE_OK, limits));
  socket.write(frameOf(OPEN, shortText(vhost), Buffer.from([0, 0])));
  const open = await answered(socket, OPEN_OK);
  if (typeof open === 'string') return open;
  await leave(socket);
  return OK;
}

/** Said before the connection is torn down; whether the server answers, or is there still, changes nothing. */
function leave(socket: Duplex): Promise<void> {
  return new Promise((resolve) => void socket.end(GOODBYE, () => resolve()));
}

/** The fields of the method that is due, or the code with which the server closes instead. @throws Error for another method */
async function answered(socket: Duplex, due: number): Promise<Buffer | string> {
  const { id, fields } = await readMethod(socket);
  if (id === due) return fields;
  if (id === CLOSE) return String(fields.readUInt16BE(0));
  throw new Error('another method than is due');
}

/** Between the server's properties and its locales; two bytes of version stand before them. */
function mechanismsOf(start: Buffer): readonly string[] {
  const at = 2 + 4 + start.readUInt32BE(2);
  return start
    .subarray(at + 4, at + 4 + start.readUInt32BE(at))
    .toString('latin1')
    .split(' ');
}

function entry(name: string, type: string, value: Buffer): Buffer {
  return Buffer.concat([shortText(name), Buffer.from(type, 'latin1'), value]);
}
