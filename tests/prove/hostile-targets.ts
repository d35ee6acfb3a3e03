import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { drip, pour } from '../helpers/raw-target.ts';

/** What a target does with a connection: at once, or with the first whole request on it. */
export type HostileTarget = { readonly onConnect?: (socket: Socket) => void; readonly onRequest?: (socket: Socket, request: string) => void };

const OK = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n`;
const MiB = Buffer.alloc(1 << 20, 'a');
const BOMB = gzipSync(Buffer.alloc(200 << 20));

function* forever(text: string): Generator<string> {
  for (;;) yield text;
}

const says = (text: string | Buffer): HostileTarget => ({ onRequest: (socket) => void socket.end(text) });
const pours = (head: string, next: () => string | Buffer): HostileTarget => ({
  onRequest: (socket) => {
    socket.write(head);
    pour(socket, next);
  },
});
const drips = (head: string, pieces: Iterable<string>, everyMs: number): HostileTarget => ({
  onRequest: (socket) => {
    if (head !== '') socket.write(head);
    drip(socket, pieces, everyMs);
  },
});

/** Sends back the credential it was sent, wherever it can. */
function reflecting(socket: Socket, request: string): void {
  const [, credential = ''] = /\r\nauthorization: ([^\r]+)/i.exec(request) ?? [];
  socket.end(`HTTP/1.1 401 ${credential}\r\nX-Echo: ${credential}\r\nLocation: /${credential}\r\nContent-Length: ${credential.length}\r\n\r\n${credential}`);
}

/** The 29 of the threat model, in its words. */
export const HOSTILE_TARGETS: Readonly<Record<string, HostileTarget>> = {
  'silent after accept': {},
  'headers a byte per 200 ms': drips('', `${OK}Content-Length: 0\r\n\r\n`, 200),
  'body drip': drips(`${OK}Content-Length: 1000\r\n\r\n`, forever('x'), 50),
  'endless chunked body': pours(CHUNKED, () => `4000\r\n${'x'.repeat(0x4000)}\r\n`),
  '10 GB content-length': pours(`${OK}Content-Length: 10737418240\r\n\r\n`, () => MiB),
  'gzip bomb': says(Buffer.concat([Buffer.from(`${OK}Content-Encoding: gzip\r\n\r\n`), BOMB])),
  'header flood 10 MB': pours(OK, () => `x-flood: ${'x'.repeat(1_000)}\r\n`.repeat(10)),
  'endless 100-continue': pours('', () => 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(1_000)),
  'endless 103': pours('', () => 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'.repeat(1_000)),
  '101 switching': pours('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n', () => MiB),
  'reset at once': { onConnect: (socket) => void socket.resetAndDestroy() },
  'FIN before headers': { onRequest: (socket) => void socket.end() },
  'reset mid-body': { onRequest: (socket) => void socket.write(`${OK}Content-Length: 1000\r\n\r\nxxx`, () => setImmediate(() => socket.resetAndDestroy())) },
  'short body': says(`${OK}Content-Length: 1000\r\n\r\nxxx`),
  'garbage bytes': says(Buffer.from(Array.from({ length: 4_096 }, (_, at) => (at * 151) % 256))),
  'SSH banner': says('SSH-2.0-OpenSSH_9.6\r\n'),
  'HTTP/0.9': says('<html>hello</html>'),
  'duplicate content-length': says(`${OK}Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc`),
  'CL+TE': says(`${OK}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`),
  'bad chunk size': says(`${CHUNKED}zz\r\nabc\r\n0\r\n\r\n`),
  'huge chunk extension': pours(`${CHUNKED}3;x=`, () => MiB),
  'endless trailers': pours(`${CHUNKED}3\r\nabc\r\n0\r\n`, () => `x-t: ${'x'.repeat(500)}\r\n`.repeat(20)),
  'redirect loop': says('HTTP/1.1 302 Found\r\nLocation: /me\r\nContent-Length: 0\r\n\r\n'),
  'status 999': says('HTTP/1.1 999 Request denied\r\nContent-Length: 0\r\n\r\n'),
  '60,000-deep JSON': says(`${OK}Content-Type: application/json\r\nContent-Length: 60000\r\n\r\n${'['.repeat(30_000)}${']'.repeat(30_000)}`),
  'credential reflected': { onRequest: reflecting },
  'NUL in header': says(`${OK}x-a: a\0b\r\nContent-Length: 0\r\n\r\n`),
  'two responses': says(`${OK}Content-Length: 1\r\n\r\naHTTP/1.1 500 No\r\nContent-Length: 1\r\n\r\nb`),
  'huge reason phrase': pours('HTTP/1.1 200 ', () => MiB),
};
