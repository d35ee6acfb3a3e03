import { createServer as createTlsServer } from 'node:tls';
import type { Socket } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import type { HostKind } from '../../../shared/connectors/connector.ts';
import type { OutgoingLogin } from '../../../shared/egress/exchange.ts';
import { guard, type GuardedTarget } from '../../../shared/egress/guard.ts';
import { probe } from '../../../shared/egress/probe.ts';
import { ResolverError } from '../../../shared/errors.ts';
import { Secret } from '../../../shared/secrets/secret.ts';
import { logIn, type LoginLimits } from '../../../shared/wire/log-in.ts';
import { freshToken } from '../../helpers/canary.ts';
import { bindNothing, connectorWith, hosted } from '../../helpers/egress-fixtures.ts';
import { pem } from '../../helpers/raw-target.ts';

const LIMITS: LoginLimits = { connectMs: 2_000, responseMs: 5_000, deadlineMs: 8_000, bodyBytes: 64 * 1024, certificateAuthority: pem('ca') };
const password = freshToken();

let closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing) close();
  closing = [];
});

type Redis = { readonly port: number; readonly connections: () => number; readonly told: () => string };

/** As much of a Redis server as a login asks for; `+OK` to everything. */
async function startRedisLike(): Promise<Redis> {
  const told: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server = createTlsServer({ cert: pem('good'), key: pem('good.key') }, (tls) => {
    tls.on('error', () => {});
    tls.on('data', (chunk: Buffer) => {
      told.push(chunk);
      tls.write(chunk.includes('PING') ? '+PONG\r\n' : '+OK\r\n');
    });
  });
  const arrive = vi.fn<(socket: Socket) => void>((socket) => void sockets.add(socket));
  server.on('connection', arrive);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: address.port, connections: () => arrive.mock.calls.length, told: () => Buffer.concat(told).toString('latin1') };
}

async function guardedAt(port: number, kind: HostKind = 'customer'): Promise<GuardedTarget> {
  const destination = { ...hosted(`https://127.0.0.1:${port}/`, kind), scheme: 'tcp' as const };
  const policy = { privateCidrs: [], furtherPorts: [], localTargets: [`127.0.0.1:${port}`] };
  return guard({ connector: connectorWith(), destination, binding: await bindNothing() }, { policy, resolve: async () => [] });
}

function loginTo({ destination }: GuardedTarget, changes: Partial<OutgoingLogin['destination']> = {}): OutgoingLogin {
  return { protocol: 'redis', destination: { ...destination, ...changes }, settings: { password: new Secret(password) } };
}

const codeOf = (work: Promise<{ readonly code: string }>): Promise<string> =>
  work.then(
    ({ code }) => code,
    (error: unknown) => (error instanceof ResolverError ? error.code : Promise.reject(error)),
  );

it('a login goes to the address that was judged, under TLS, once', async () => {
  const server = await startRedisLike();
  const target = await guardedAt(server.port);
  expect(await codeOf(logIn(target, loginTo(target), LIMITS))).toBe('ok');
  expect([server.connections(), server.told().split(password).length - 1]).toEqual([1, 1]);
});

it.each([['another host', { host: '127.0.0.2' }] as const, ['another port', { port: 6379 }] as const, ['HTTPS', { scheme: 'https' }] as const])(
  'a login for %s than was guarded is not made',
  async (_, changes) => {
    const server = await startRedisLike();
    const target = await guardedAt(server.port);
    expect(await codeOf(logIn(target, loginTo(target, changes), LIMITS))).toBe('address_denied');
    expect(server.connections()).toBe(0);
  },
);

it('a peer that is not the address judged is told nothing at a login', async () => {
  const server = await startRedisLike();
  // The kernel dials 127.0.0.1 for 0.0.0.0: the only peer on loopback whose address is another than the one asked for.
  const target: GuardedTarget = { ...(await guardedAt(server.port)), address: '0.0.0.0' };
  expect(await codeOf(logIn(target, loginTo(target), LIMITS))).toBe('address_denied');
  expect(server.told()).toBe('');
});

it.each([
  ['vendor-fixed', 'tls_untrusted'],
  ['vendor-tenant', 'tls_untrusted'],
  ['customer', 'ok'],
] as const)("a store's private authority speaks at a login for a %s host: %s", async (kind, code) => {
  const server = await startRedisLike();
  const target = await guardedAt(server.port, kind);
  expect(await codeOf(logIn(target, loginTo(target), LIMITS))).toBe(code);
  expect(server.told().includes(password)).toBe(code === 'ok');
});

it('a deadline that is over dials nobody for a login', async () => {
  const server = await startRedisLike();
  const target = await guardedAt(server.port);
  expect(await codeOf(logIn(target, loginTo(target), { ...LIMITS, deadlineMs: 0 }))).toBe('target_timeout');
  expect(server.connections()).toBe(0);
});

it('an HTTP request is not sent where a login was guarded: it would go in the clear', async () => {
  const server = await startRedisLike();
  const target = await guardedAt(server.port);
  const request = { method: 'GET' as const, destination: target.destination, pathAndQuery: new Secret('/'), headers: {}, body: null };
  const sent = probe(target, request, { ...LIMITS, headerBytes: 16_384 });
  await expect(sent).rejects.toMatchObject({ code: 'address_denied' });
  expect(server.connections()).toBe(0);
});
