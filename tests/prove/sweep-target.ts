import { createServer, type Server, type Socket } from 'node:net';
import { addressOf, planOf } from './sweep-plan.ts';

// The target of the sweep, as fast as a process can be: one port at many loopback addresses. node sweep-target.ts <plan as JSON, port 0>

const plan = planOf(process.argv[2] ?? '');
const ANSWER = Buffer.from('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 11\r\nconnection: close\r\n\r\n{"ok":true}');
const calls = new Uint16Array(plan.connections);

const first = await listen(addressOf(0), 0);
const port = portOf(first);
for (let host = 1; host < plan.hosts; host += 1) await listen(addressOf(host), port);
process.on('message', () => process.send?.({ all: calls.reduce((sum, each) => sum + each, 0), most: calls.reduce((most, each) => Math.max(most, each), 0) }));
process.on('disconnect', () => process.exit(0));
process.send?.({ port });

function listen(address: string, at: number): Promise<Server> {
  const server = createServer((socket) => {
    let head = '';
    socket.setEncoding('latin1');
    socket.on('error', () => socket.destroy());
    socket.on('data', (text: string) => {
      head += text;
      if (head.includes('\r\n\r\n')) answer(socket, head);
    });
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: at, host: address, backlog: 511 }, () => resolve(server));
  });
}

function answer(socket: Socket, head: string): void {
  if (head.startsWith('GET /bare ')) return void socket.end(ANSWER);
  const [, at] = /^GET \/c\/(\d+) HTTP\/1\.1\r\n/.exec(head) ?? [];
  const isSigned = /\r\nauthorization: Bearer value-of-\d+\r\n/i.test(head);
  if (at === undefined || !isSigned) return void socket.destroy();
  calls[Number(at)]! += 1;
  socket.end(ANSWER);
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
