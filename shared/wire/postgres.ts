import type { Socket } from 'node:net';
import { Client, DatabaseError } from 'pg';
import { type Driver, OK } from './driver.ts';
import { oneMessage } from './one-message.ts';

/** Source: https://www.postgresql.org/docs/current/protocol-message-formats.html, "SSLRequest". */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
const YES = 'S'.charCodeAt(0);

/** What is answered where the server has no TLS: nothing was said to it but the request for it. */
const NO_TLS = 'no_tls';

/** PostgreSQL's protocol 3.0. Codes are SQLSTATEs: https://www.postgresql.org/docs/current/errcodes-appendix.html. */
export const driver: Driver = {
  settings: ['user', 'password', 'database'],
  logIn: async (line, { user = '', password = '', database = '' }) => {
    line.socket.write(SSL_REQUEST);
    const [answer] = await oneMessage(line.socket, () => 1);
    if (answer !== YES) return NO_TLS;
    const socket = await line.secure();
    const client = new Client({ ...FIXED, user, password, database, host: line.host, port: line.port, stream: () => connectedAlready(socket) });
    client.on('error', () => {}); // told by the rejection already
    try {
      await client.connect();
      await client.query('SELECT 1');
      return OK;
    } catch (error) {
      if (error instanceof DatabaseError && error.code !== undefined) return error.code;
      throw error;
    }
  },
};

/** Said outright: the library would take what is missing from PG* variables. */
const FIXED = { ssl: false, keepAlive: false, application_name: 'secret-mask-resolver', client_encoding: 'UTF8', options: '' };

/** The library asks its stream to connect and waits to hear that it has. */
export function connectedAlready(socket: Socket): Socket {
  return Object.assign(socket, {
    connect: () => {
      process.nextTick(() => socket.emit('connect'));
      return socket;
    },
  });
}
