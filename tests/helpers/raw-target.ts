import { readFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

/** A target on loopback that does with each connection what it is told, byte by byte. */
export type RawTarget = {
  readonly port: number;
  /** Application bytes received so far, all connections together. */
  received(): string;
  connections(): number;
  close(): Promise<void>;
};

type Behave = (socket: Socket, request: string) => void;
type Start = { readonly onConnect?: (socket: Socket) => void; readonly onRequest?: Behave; readonly tls?: TlsOptions };

/** `onRequest` is called once per connection, when its first header block is whole. */
export async function startRawTarget({ onConnect, onRequest, tls }: Start): Promise<RawTarget> {
  const sockets = new Set<Socket>();
  let received = '';
  let connections = 0;
  const serve = (socket: Socket): void => {
    let own = '';
    socket.on('error', () => {});
    onConnect?.(socket);
    socket.on('data', (chunk) => {
      const wasWhole = own.includes('\r\n\r\n');
      own += chunk.toString('latin1');
      received += chunk.toString('latin1');
      if (!wasWhole && own.includes('\r\n\r\n')) onRequest?.(socket, own);
    });
  };
  const server: Server = tls ? createTlsServer(tls, serve) : createServer(serve);
  // The raw socket, below TLS: what is still open at the end is closed here.
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the target has no port');
  return {
    port: address.port,
    received: () => received,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Writes again and again, as fast as the other side takes it, until the connection ends. Small pieces would never fill the buffer, and so never yield. */
export function pour(socket: Socket, next: () => string | Buffer): void {
  const more = (): void => {
    while (!socket.destroyed && socket.writable) {
      if (!socket.write(next())) {
        socket.once('drain', more);
        return;
      }
    }
  };
  more();
}

/** Writes one piece at a time, `everyMs` apart. */
export function drip(socket: Socket, pieces: Iterable<string>, everyMs: number): void {
  const iterator = pieces[Symbol.iterator]();
  const timer = setInterval(() => {
    const { value, done } = iterator.next();
    if (done || socket.destroyed) clearInterval(timer);
    else socket.write(value);
  }, everyMs);
  socket.on('close', () => clearInterval(timer));
}

/** A certificate of tests/fixtures/tls, or its key. */
export function pem(name: string): string {
  return readFileSync(new URL(`../fixtures/tls/${name}.pem`, import.meta.url), 'utf8');
}
