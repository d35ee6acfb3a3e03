import { createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { pem } from '../raw-target.ts';

/** One connection that somebody made. */
export type Visit = {
  /** The address that was dialled, as a resolver writes it. */
  readonly address: string;
  readonly port: number;
  /** Of the caller's end. */
  readonly callerPort: number;
  /** What the caller said it was looking for; null where it said nothing, and where it spoke no TLS. */
  readonly serverName: string | null;
  /** Application bytes, TLS taken off. */
  readonly received: string;
};

/** By "host/path" or "host": raw answers, the first, the second, … time; the last stays. */
export type Script = Readonly<Record<string, readonly string[]>>;

export type Listeners = {
  /** Where each of them listens. */
  readonly ports: readonly number[];
  visits(): readonly Visit[];
  /** From now on; what came before is forgotten. */
  play(script: Script): void;
  close(): Promise<void>;
};

type Place = { readonly host: string; readonly port: number };
type Mutable = { -readonly [Name in keyof Visit]: Visit[Name] };

/** Good for a token request and for most probes. */
const TOKEN = JSON.stringify({ access_token: 'issued-token', token_type: 'Bearer', name: 'bot', key: 'bot' });
const ACCEPTED = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${TOKEN.length}\r\nConnection: close\r\n\r\n${TOKEN}`;
const TLS_HANDSHAKE = 0x16;

/** Servers that take every connection, TLS or not, write down all that comes, and answer. */
export async function startListeners(places: readonly Place[], beforeAnswer: (visit: Visit) => Promise<void>): Promise<Listeners> {
  let visits: Mutable[] = [];
  let script: Script = {};
  let played = new Map<string, number>();
  const secureContext = createSecureContext({ cert: pem('world'), key: pem('world.key') });
  const sockets = new Set<Socket>();
  const answerFor = (visit: Visit): string => {
    const [, path = '/'] = /^[A-Z]+ (\S+) /.exec(visit.received) ?? [];
    const host = visit.serverName ?? /\r\nhost: ([^\r]*)/i.exec(visit.received)?.[1] ?? '';
    const key = [host + path.split('?')[0], host].find((each) => Object.hasOwn(script, each));
    if (key === undefined) return ACCEPTED;
    const times = played.get(key) ?? 0;
    played.set(key, times + 1);
    return script[key]![times] ?? script[key]!.at(-1) ?? ACCEPTED;
  };
  const serve = (socket: Socket, visit: Mutable): void => {
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      const wasWhole = isWhole(visit.received);
      visit.received += chunk.toString('latin1');
      if (!wasWhole && isWhole(visit.received)) void beforeAnswer(visit).then(() => socket.end(answerFor(visit), 'latin1'));
    });
  };
  const meet = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    const visit: Mutable = { ...placeOf(socket), serverName: null, received: '' };
    visits.push(visit);
    socket.once('data', (first: Buffer) => {
      socket.pause();
      socket.unshift(first);
      if (first[0] !== TLS_HANDSHAKE) {
        serve(socket, visit);
        socket.resume();
        return;
      }
      const noteName = (name: string, done: (error: null, context: typeof secureContext) => void): void => {
        visit.serverName = name;
        done(null, secureContext);
      };
      const secure = new TLSSocket(socket, { isServer: true, secureContext, SNICallback: noteName });
      // Where a session is taken up again, the callback is not asked.
      secure.once('secure', () => (visit.serverName ??= nameOf(secure)));
      serve(secure, visit);
    });
  };
  const servers = await Promise.all(places.map((place) => listen(createServer(meet), place)));
  return {
    ports: servers.map(({ port }) => port),
    visits: () => visits.map((visit) => ({ ...visit })),
    play: (next) => {
      visits = [];
      script = next;
      played = new Map();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await Promise.all(servers.map(({ server }) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

function listen(server: Server, { host, port }: Place): Promise<{ readonly server: Server; readonly port: number }> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve({ server, port: typeof address === 'object' && address ? address.port : 0 });
    });
  });
}

function placeOf(socket: Socket): Pick<Visit, 'address' | 'port' | 'callerPort'> {
  return { address: (socket.localAddress ?? '').replace(/^::ffff:(?=[\d.]+$)/, ''), port: socket.localPort ?? 0, callerPort: socket.remotePort ?? 0 };
}

function nameOf(socket: TLSSocket): string | null {
  const name: unknown = Reflect.get(socket, 'servername');
  return typeof name === 'string' ? name : null;
}

function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n');
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1] ?? 0);
  return end !== -1 && text.length >= end + 4 + length;
}
