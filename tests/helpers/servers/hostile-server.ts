import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createSecureContext, type SecureContextOptions, TLSSocket } from 'node:tls';
import { pem } from '../raw-target.ts';

/** A server on loopback that means harm, or is broken: what it was told is kept, in the clear and under TLS apart. */
export type HostileServer = {
  readonly port: number;
  readonly inTheClear: () => Buffer;
  readonly underTls: () => Buffer;
  readonly connections: () => number;
  readonly close: () => Promise<void>;
};

/** What the server says until the client is about to begin TLS; it leaves no listener behind, or returns what carries TLS over the socket. */
export type UntilTls = (socket: Socket) => Promise<Duplex | void>;
/** `below` is the TCP connection, which TLS may lie over. */
type Behave = (socket: Socket, below: Socket) => void;
export type Hostility = { readonly clear: Behave } | Secured;
type Secured = {
  readonly untilTls: UntilTls;
  readonly certificate: string;
  /** What TLS is to be besides: old versions, weak ciphers. */
  readonly tls?: SecureContextOptions;
  readonly behave: Behave;
};

export async function startHostileServer(hostility: Hostility): Promise<HostileServer> {
  const [clear, secured]: [Buffer[], Buffer[]] = [[], []];
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => {}));
    keepIncoming(socket, clear);
    if ('clear' in hostility) hostility.clear(socket.resume(), socket);
    else void secure(socket, hostility, secured).catch(() => socket.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const close = async (): Promise<void> => {
    const closed = once(server.close(), 'close');
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    port: address.port,
    inTheClear: () => Buffer.concat(clear),
    underTls: () => Buffer.concat(secured),
    connections: () => sockets.length,
    close,
  };
}

/** Not by a listener: the stream must not flow before somebody reads it, or TLS would miss its first bytes. */
function keepIncoming(socket: Socket, into: Buffer[]): void {
  const push = socket.push.bind(socket);
  socket.push = (chunk: unknown, encoding?: BufferEncoding) => {
    if (Buffer.isBuffer(chunk)) into.push(chunk);
    return push(chunk, encoding);
  };
}

async function secure(socket: Socket, { untilTls, certificate, tls: weakness, behave }: Secured, into: Buffer[]): Promise<void> {
  const carrier = (await untilTls(socket)) ?? socket;
  const tls = new TLSSocket(carrier, {
    isServer: true,
    secureContext: createSecureContext({ cert: pem(certificate), key: pem(`${certificate}.key`), ...weakness }),
  });
  tls.on('error', () => {});
  tls.on('data', (chunk: Buffer) => into.push(chunk));
  tls.once('secure', () => behave(tls, socket));
}

/** What the client says next: as much as comes, or so many bytes and no more, since some begin TLS in the same breath. */
export async function said(socket: Socket, bytes?: number): Promise<Buffer> {
  let heard = Buffer.alloc(0);
  while (heard.length < (bytes ?? 1)) {
    const next = once(socket.resume(), 'data');
    const [chunk]: unknown[] = await next;
    socket.pause();
    if (Buffer.isBuffer(chunk)) heard = Buffer.concat([heard, chunk]);
  }
  if (bytes !== undefined && heard.length > bytes) socket.unshift(heard.subarray(bytes));
  return heard.subarray(0, bytes);
}
