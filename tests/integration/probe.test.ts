import { gzipSync } from 'node:zlib';
import type { Socket } from 'node:net';
import nodeTls, { getCACertificates, setDefaultCACertificates, type TlsOptions } from 'node:tls';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { HostKind } from '../../shared/connectors/connector.ts';
import type { OutgoingRequest, TargetResponse } from '../../shared/egress/exchange.ts';
import { guard, type GuardedTarget } from '../../shared/egress/guard.ts';
import { probe, type ProbeLimits } from '../../shared/egress/probe.ts';
import { ResolverError } from '../../shared/errors.ts';
import { Secret } from '../../shared/secrets/secret.ts';
import { freshToken } from '../helpers/canary.ts';
import { bindNothing, connectorWith, hosted } from '../helpers/egress-fixtures.ts';
import { drip, pem, pour, startRawTarget, type RawTarget } from '../helpers/raw-target.ts';

/** Long enough for a busy machine where there is an answer. */
const PATIENT = { connectMs: 5_000, responseMs: 5_000, deadlineMs: 8_000 };
/** Where there is none. */
const SHORT = { connectMs: 300, responseMs: 300, deadlineMs: 500 };
const LIMITS: ProbeLimits = { ...PATIENT, bodyBytes: 64 * 1024, headerBytes: 16 * 1024, certificateAuthority: null };
/** The deadline itself is measured elsewhere; here a busy machine must not decide, only a wait without end. */
const SLACK_MS = 10_000;

let running: RawTarget[] = [];
const unhandled = vi.fn<() => void>();
let token: string;
beforeEach(() => {
  running = [];
  token = freshToken();
  unhandled.mockClear();
  process.on('unhandledRejection', unhandled);
  process.on('uncaughtExceptionMonitor', unhandled);
});
afterEach(async () => {
  await Promise.all(running.map((target) => target.close()));
  // A turn of the loop for errors that come late.
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', unhandled);
  process.off('uncaughtExceptionMonitor', unhandled);
  if (unhandled.mock.calls.length > 0) throw new Error('an error came late and nobody handled it');
});

async function start(options: Parameters<typeof startRawTarget>[0]): Promise<RawTarget> {
  const target = await startRawTarget(options);
  running.push(target);
  return target;
}

/** Guarded the real way, as a local target. */
async function guardedAt(url: string, asked: { readonly isCallerMade?: boolean; readonly kind?: HostKind } = {}): Promise<GuardedTarget> {
  const { isCallerMade = false, kind = 'customer' } = asked;
  const destination = hosted(url, kind);
  const policy = { privateCidrs: [], furtherPorts: [], localTargets: [`${destination.host}:${destination.port}`] };
  return guard({ connector: connectorWith({ callerMade: isCallerMade }), destination, binding: await bindNothing() }, { policy, resolve: async () => [] });
}

function requestTo(target: GuardedTarget, changes: Partial<OutgoingRequest> = {}): OutgoingRequest {
  return {
    method: 'GET',
    destination: target.destination,
    pathAndQuery: new Secret('/me?x=1'),
    headers: { authorization: new Secret(`Bearer ${token}`) },
    body: null,
    ...changes,
  };
}

type Outcome = { readonly code: string; readonly response: TargetResponse | null; readonly where: ResolverError['where']; readonly ms: number };

async function outcomeOf(target: GuardedTarget, request: OutgoingRequest, limits: Partial<ProbeLimits> = {}): Promise<Outcome> {
  const startedMs = performance.now();
  try {
    const response = await probe(target, request, { ...LIMITS, ...limits });
    return { code: 'answered', response, where: {}, ms: performance.now() - startedMs };
  } catch (error) {
    if (!(error instanceof ResolverError)) throw error;
    const isTelling = JSON.stringify([error, error.message, error.stack]).includes(token) || error.cause !== undefined;
    if (isTelling) throw new Error('the error tells more than codes and facts', { cause: error });
    return { code: error.code, response: null, where: error.where, ms: performance.now() - startedMs };
  }
}

async function probeRaw(onRequest: (socket: Socket) => void, limits: Partial<ProbeLimits> = {}): Promise<Outcome> {
  const raw = await start({ onRequest });
  const target = await guardedAt(`http://127.0.0.1:${raw.port}/`);
  return outcomeOf(target, requestTo(target), limits);
}

const OK = 'HTTP/1.1 200 OK\r\n';
const answering = (text: string | Buffer) => (socket: Socket) => void socket.end(text);

it('what goes out is one HTTP/1.1 request, framed by the probe, and what comes back is status, headers and body', async () => {
  const raw = await start({
    onRequest: answering(
      `${OK}Content-Type: application/json\r\nX-A: 1\r\nx-a: 2\r\nSet-Cookie: a=1, 2\r\nSet-Cookie: b=3\r\nContent-Length: 13\r\n\r\n\uFEFF{"a":"é"}`,
    ),
  });
  const target = await guardedAt(`http://127.0.0.1:${raw.port}/`);
  const { response } = await outcomeOf(
    target,
    requestTo(target, {
      method: 'POST',
      body: new Secret('{"é":1}'),
      headers: { authorization: new Secret(`Bearer ${token}`), 'content-type': new Secret('application/json') },
    }),
  );
  expect(response).toEqual({
    httpStatus: 200,
    headers: new Map([
      ['content-type', 'application/json'],
      ['x-a', '1, 2'],
      ['set-cookie', 'a=1, 2\nb=3'],
      ['content-length', '13'],
    ]),
    bodyText: '{"a":"é"}',
  });
  expect(raw.received()).toBe(
    `POST /me?x=1 HTTP/1.1\r\nhost: 127.0.0.1:${raw.port}\r\nuser-agent: secret-mask-resolver\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: 8\r\naccept-encoding: identity\r\nconnection: close\r\n\r\n${Buffer.from('{"é":1}').toString('latin1')}`,
  );
  expect(raw.connections()).toBe(1);
});

it('a POST with nothing to say says so', async () => {
  const raw = await start({ onRequest: answering(`${OK}Content-Length: 0\r\n\r\n`) });
  const target = await guardedAt(`http://127.0.0.1:${raw.port}/`);
  await outcomeOf(target, requestTo(target, { method: 'POST' }));
  expect(raw.received()).toContain('content-length: 0\r\n');
});

it('an answer to HEAD has no body, whatever length it declares', async () => {
  const raw = await start({ onRequest: answering(`${OK}Content-Length: 999999999\r\nContent-Encoding: gzip\r\n\r\n`) });
  const target = await guardedAt(`http://127.0.0.1:${raw.port}/`);
  expect(await outcomeOf(target, requestTo(target, { method: 'HEAD' }))).toMatchObject({ code: 'answered', response: { httpStatus: 200, bodyText: '' } });
});

it('a redirect is answered as it came, and not followed', async () => {
  const raw = await start({ onRequest: answering('HTTP/1.1 302 Found\r\nLocation: /loop\r\nContent-Length: 0\r\n\r\n') });
  const target = await guardedAt(`http://127.0.0.1:${raw.port}/`);
  expect([await outcomeOf(target, requestTo(target)), raw.connections()]).toMatchObject([{ response: { httpStatus: 302 } }, 1]);
});

it('an answer without a length ends with the connection', async () => {
  expect(await probeRaw(answering(`${OK}\r\nhello`))).toMatchObject({ response: { bodyText: 'hello' } });
});

it('a body of exactly the limit is read, chunked or not, and one byte more is too large', async () => {
  const body = 'x'.repeat(LIMITS.bodyBytes);
  expect((await probeRaw(answering(`${OK}Content-Length: ${body.length}\r\n\r\n${body}`))).response?.bodyText).toBe(body);
  expect((await probeRaw(answering(`${OK}Transfer-Encoding: chunked\r\n\r\n10000\r\n${body}\r\n0\r\n\r\n`))).response?.bodyText).toBe(body);
  expect(await probeRaw(answering(`${OK}Transfer-Encoding: chunked\r\n\r\n10001\r\n${body}x\r\n0\r\n\r\n`))).toMatchObject({
    code: 'response_too_large',
    where: { expected: '64 KiB' },
  });
  expect(await probeRaw(answering(`${OK}\r\n${body}x`))).toMatchObject({ code: 'response_too_large' });
});

const MiB = Buffer.alloc(1 << 20, 'a');
const forever = function* (text: string): Generator<string> {
  for (;;) yield text;
};

it.each<[string, string, (socket: Socket) => void]>([
  ['is silent', 'target_timeout', () => {}],
  ['sends its headers a byte at a time', 'target_timeout', (socket) => drip(socket, `${OK}Content-Length: 0\r\n\r\n`, 40)],
  [
    'sends its body a byte at a time',
    'target_timeout',
    (socket) => {
      socket.write(`${OK}Content-Length: 1000\r\n\r\n`);
      drip(socket, forever('x'), 20);
    },
  ],
  [
    'sends chunks without end',
    'response_too_large',
    (socket) => {
      socket.write(`${OK}Transfer-Encoding: chunked\r\n\r\n`);
      pour(socket, () => `4000\r\n${'x'.repeat(0x4000)}\r\n`);
    },
  ],
  [
    'sends small chunks without end',
    'response_too_large',
    (socket) => {
      socket.write(`${OK}Transfer-Encoding: chunked\r\n\r\n`);
      pour(socket, () => `10\r\n${'x'.repeat(16)}\r\n`.repeat(1_000));
    },
  ],
  [
    'sends a body without length or end',
    'response_too_large',
    (socket) => {
      socket.write(`${OK}\r\n`);
      pour(socket, () => MiB);
    },
  ],
  [
    'declares ten gigabytes',
    'response_too_large',
    (socket) => {
      socket.write(`${OK}Content-Length: 10737418240\r\n\r\n`);
      pour(socket, () => MiB);
    },
  ],
  ['declares more than any number holds', 'unexpected_response', answering(`${OK}Content-Length: 99999999999999999999999\r\n\r\n`)],
  [
    'sends a gzip bomb',
    'unexpected_response',
    answering(Buffer.concat([Buffer.from(`${OK}Content-Encoding: gzip\r\n\r\n`), gzipSync(Buffer.alloc(50 << 20))])),
  ],
  [
    'floods with headers',
    'response_too_large',
    (socket) => {
      socket.write(OK);
      pour(socket, () => `x-flood: ${'x'.repeat(1000)}\r\n`);
    },
  ],
  [
    'sends one header without end',
    'response_too_large',
    (socket) => {
      socket.write(`${OK}x: `);
      pour(socket, () => MiB);
    },
  ],
  ['sends 100 Continue without end', 'unexpected_response', (socket) => pour(socket, () => 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(1_000))],
  ['sends 103 Early Hints without end', 'unexpected_response', (socket) => pour(socket, () => 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'.repeat(1_000))],
  ['drips 102 Processing', 'target_timeout', (socket) => drip(socket, forever('HTTP/1.1 102 Processing\r\n\r\n'), 80)],
  [
    'switches protocols',
    'unexpected_response',
    (socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nxx'),
  ],
  ['resets when it has read the request', 'connect_failed', (socket) => void socket.resetAndDestroy()],
  ['ends before its headers', 'connect_failed', (socket) => void socket.end()],
  ['ends amid its headers', 'connect_failed', answering(`${OK}Content-Le`)],
  [
    'resets amid its body',
    'connect_failed',
    (socket) => {
      socket.write(`${OK}Content-Length: 1000\r\n\r\nxxx`, () => setImmediate(() => socket.resetAndDestroy()));
    },
  ],
  ['sends less than it declared', 'connect_failed', answering(`${OK}Content-Length: 1000\r\n\r\nxxx`)],
  ['ends amid a chunk', 'connect_failed', answering(`${OK}Transfer-Encoding: chunked\r\n\r\n400\r\nxxx`)],
  ['sends garbage', 'unexpected_response', answering(Buffer.from(Array.from({ length: 512 }, (_, index) => (index * 151) % 256)))],
  ['is an SSH server', 'unexpected_response', answering('SSH-2.0-OpenSSH_9.6\r\n')],
  ['is an SMTP server', 'unexpected_response', answering('220 mail.acme.test ESMTP\r\n')],
  ['speaks HTTP/0.9', 'unexpected_response', answering('<html>hello</html>')],
  ['declares its length twice', 'unexpected_response', answering(`${OK}Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc`)],
  ['declares length and chunks', 'unexpected_response', answering(`${OK}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`)],
  ['declares chunks and length', 'unexpected_response', answering(`${OK}Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n3\r\nabc\r\n0\r\n\r\n`)],
  ['sends a chunk size that is none', 'unexpected_response', answering(`${OK}Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n`)],
  ['sends a negative chunk size', 'unexpected_response', answering(`${OK}Transfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n0\r\n\r\n`)],
  [
    'sends a chunk extension without end',
    'response_too_large',
    (socket) => {
      socket.write(`${OK}Transfer-Encoding: chunked\r\n\r\n3;x=`);
      pour(socket, () => MiB);
    },
  ],
  [
    'sends little in chunks with long extensions',
    'response_too_large',
    (socket) => {
      socket.write(`${OK}Transfer-Encoding: chunked\r\n\r\n`);
      pour(socket, () => `1;${'x'.repeat(4_000)}\r\na\r\n`.repeat(10));
    },
  ],
  [
    'sends trailers without end',
    'response_too_large',
    (socket) => {
      socket.write(`${OK}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n`);
      pour(socket, () => `x-t: ${'x'.repeat(500)}\r\n`);
    },
  ],
  ['has NUL in a header', 'unexpected_response', answering(`${OK}x-a: a\0b\r\nContent-Length: 0\r\n\r\n`)],
  ['has a bare line feed in a header', 'unexpected_response', answering(`${OK}x-a: a\rb\r\nContent-Length: 0\r\n\r\n`)],
  [
    'has a huge reason phrase',
    'response_too_large',
    (socket) => {
      socket.write('HTTP/1.1 200 ');
      pour(socket, () => MiB);
    },
  ],
  ['asks for TLS in plain text', 'unexpected_response', answering(Buffer.from('15030300020246', 'hex'))],
])('a target that %s ends in %s, in time and in little memory', async (_what, code, behave) => {
  const before = process.memoryUsage().rss;
  const outcome = await probeRaw(behave, code === 'target_timeout' ? SHORT : {});
  expect(outcome).toMatchObject({ code, where: { host: expect.stringMatching(/^127\.0\.0\.1:\d+$/) } });
  expect(outcome.ms).toBeLessThan(LIMITS.deadlineMs + SLACK_MS);
  expect(process.memoryUsage().rss - before).toBeLessThan(150 << 20);
});

it.each([
  ['status 999', 'HTTP/1.1 999 Request denied\r\nContent-Length: 0\r\n\r\n', 999],
  ['a JSON of 60,000 levels', `${OK}Content-Length: 60000\r\n\r\n${'['.repeat(60_000)}`, 200],
  ['the credential reflected', `HTTP/1.1 401 Bearer tok_x\r\nX-Echo: Bearer tok_x\r\nContent-Length: 5\r\n\r\ntok_x`, 401],
])('a target with %s is answered for its status, which others judge', async (_what, text, httpStatus) => {
  expect(await probeRaw(answering(text))).toMatchObject({ code: 'answered', response: { httpStatus } });
});

it('of two answers at once none or the first counts', async () => {
  const outcome = await probeRaw(answering(`${OK}Content-Length: 1\r\n\r\naHTTP/1.1 500 No\r\nContent-Length: 1\r\n\r\nb`));
  expect([outcome.code, outcome.response?.bodyText]).toEqual(['answered', 'a']);
});

it('a target that resets at once, or never finishes the handshake, has no answer', async () => {
  const reset = await start({ onConnect: (socket) => void socket.resetAndDestroy() });
  const resetting = await guardedAt(`http://127.0.0.1:${reset.port}/`);
  expect(await outcomeOf(resetting, requestTo(resetting))).toMatchObject({ code: 'connect_failed' });
  const silent = await start({});
  const handshaking = await guardedAt(`https://127.0.0.1:${silent.port}/`);
  const outcome = await outcomeOf(handshaking, requestTo(handshaking), { connectMs: 100 });
  expect(outcome.code).toBe('target_timeout');
  expect(outcome.ms).toBeLessThan(100 + SLACK_MS);
});

it('a port where nobody listens refuses', async () => {
  const gone = await startRawTarget({});
  await gone.close();
  const target = await guardedAt(`http://127.0.0.1:${gone.port}/`);
  expect(await outcomeOf(target, requestTo(target))).toMatchObject({ code: 'connect_failed', where: { host: `127.0.0.1:${gone.port}` } });
});

it('the limit of headers is ours, not the default of Node', async () => {
  const answer = answering(`${OK}x-long: ${'x'.repeat(2_000)}\r\nContent-Length: 0\r\n\r\n`);
  expect([(await probeRaw(answer, { headerBytes: 1_024 })).code, (await probeRaw(answer, { headerBytes: 4_096 })).code]).toEqual([
    'response_too_large',
    'answered',
  ]);
});

it('an answer that is not whole in its time ends the wait, whatever is left of the deadline', async () => {
  const outcome = await probeRaw((socket) => drip(socket, forever('HTTP/1.1 102 Processing\r\n\r\n'), 50), {
    responseMs: 100,
    connectMs: 5_000,
    deadlineMs: 60_000,
  });
  expect(outcome).toMatchObject({ code: 'target_timeout' });
  expect(outcome.ms).toBeLessThan(100 + SLACK_MS);
});

it('the time to connect does not count against an answer that is on its way', async () => {
  const outcome = await probeRaw((socket) => drip(socket, [`${OK}Content-Length: 0\r\n\r\n`], 600), { connectMs: 300 });
  expect(outcome.code).toBe('answered');
});

it('the deadline ends it though each step is in time, and a deadline that is over dials nobody', async () => {
  const outcome = await probeRaw((socket) => drip(socket, forever('HTTP/1.1 102 Processing\r\n\r\n'), 50), { responseMs: 60_000, deadlineMs: 150 });
  expect(outcome).toMatchObject({ code: 'target_timeout' });
  expect(outcome.ms).toBeLessThan(150 + SLACK_MS);
  const raw = await start({});
  const target = await guardedAt(`http://127.0.0.1:${raw.port}/`);
  expect([await outcomeOf(target, requestTo(target), { deadlineMs: 0 }), raw.connections()]).toMatchObject([{ code: 'target_timeout' }, 0]);
});

const served = (name: string): TlsOptions => ({ cert: pem(name), key: pem(`${name}.key`) });

type TlsProbe = { readonly changes?: Partial<OutgoingRequest>; readonly host?: string; readonly kind?: HostKind; readonly limits?: Partial<ProbeLimits> };

async function probeTls(tls: TlsOptions, asked: TlsProbe = {}): Promise<Outcome & { readonly raw: RawTarget }> {
  const { changes = {}, host = '127.0.0.1', kind = 'customer', limits = {} } = asked;
  const raw = await start({ tls, onRequest: answering(`${OK}Content-Length: 2\r\n\r\nok`) });
  // The guard takes names only with public addresses: for a name, its answer is put in place of a resolved one.
  const target: GuardedTarget = { ...(await guardedAt(`https://127.0.0.1:${raw.port}/`, { kind })), destination: hosted(`https://${host}:${raw.port}/`) };
  return { ...(await outcomeOf(target, requestTo(target, changes), { certificateAuthority: pem('ca'), ...limits })), raw };
}

it('a certificate that is trusted, in time and for the name or the address lets the request through', async () => {
  expect(await probeTls(served('good'))).toMatchObject({ response: { httpStatus: 200, bodyText: 'ok' } });
  let serverName: string | null = null;
  const named = await probeTls(
    {
      ...served('good'),
      SNICallback: (name, done) => {
        serverName = name;
        done(null);
      },
    },
    { host: 'target.test' },
  );
  expect([named.response?.httpStatus, serverName]).toEqual([200, 'target.test']);
  expect(named.raw.received()).toContain(`host: target.test:${named.raw.port}\r\n`);
});

it.each([
  ['expired', 'tls_expired'],
  ['early', 'tls_expired'],
  ['self-signed', 'tls_untrusted'],
  ['stranger', 'tls_untrusted'],
  ['wrong-name', 'tls_name_mismatch'],
])('a certificate that is %s ends in %s, and no byte of the request is sent', async (name, code) => {
  const outcome = await probeTls(served(name), { host: 'target.test' });
  expect([outcome.code, outcome.raw.received(), outcome.raw.connections()]).toEqual([code, '', 1]);
});

it.each<[HostKind, string]>([
  ['customer', 'answered'],
  ['vendor-fixed', 'tls_untrusted'],
  ['vendor-tenant', 'tls_untrusted'],
])("a store's private authority speaks for a %s host: %s", async (kind, code) => {
  const outcome = await probeTls(served('good'), { host: 'target.test', kind });
  expect([outcome.code, outcome.raw.received() === '', outcome.raw.connections()]).toEqual([code, code !== 'answered', 1]);
  const mutual = await probeTls(served('good'), { host: 'target.test', kind, changes: { clientCertificate } });
  expect([mutual.code, mutual.raw.received() === '']).toEqual([code, code !== 'answered']);
});

it("without a private authority nobody's private certificate is trusted, and no byte of the request is sent", async () => {
  const outcome = await probeTls(served('good'), { host: 'target.test', limits: { certificateAuthority: null } });
  expect([outcome.code, outcome.raw.received(), outcome.raw.connections()]).toEqual(['tls_untrusted', '', 1]);
});

it('the private authority stands beside the usual ones, not in their place', async () => {
  const usual = getCACertificates('default');
  setDefaultCACertificates([...usual, pem('other-ca')]);
  try {
    // Another text of the same authority: what is trusted beside it is read once for each.
    const limits = { certificateAuthority: `${pem('ca')}\n` };
    const codes = [];
    for (const name of ['stranger', 'good', 'self-signed']) codes.push((await probeTls(served(name), { host: 'target.test', limits })).code);
    expect(codes).toEqual(['answered', 'answered', 'tls_untrusted']);
    expect((await probeTls(served('stranger'), { limits, changes: { clientCertificate } })).code).toBe('answered');
    expect((await probeTls(served('stranger'), { kind: 'vendor-fixed', limits })).code).toBe('answered');
  } finally {
    setDefaultCACertificates(usual);
  }
});

it('of several private authorities each is trusted for its own store only, however many come between', async () => {
  const codes = [];
  for (let turn = 0; turn < 10; turn += 1) {
    const limits = { certificateAuthority: `${pem('other-ca')}${'\n'.repeat(turn)}` };
    codes.push((await probeTls(served('stranger'), { limits })).code, (await probeTls(served('good'), { limits })).code);
  }
  expect(new Set(codes.filter((_, index) => index % 2 === 0))).toEqual(new Set(['answered']));
  expect(new Set(codes.filter((_, index) => index % 2 === 1))).toEqual(new Set(['tls_untrusted']));
});

it("an authority that is no certificate adds nothing: the host's certificate is not trusted", async () => {
  const outcome = await probeTls(served('good'), { limits: { certificateAuthority: 'nonsense' } });
  expect([outcome.code, outcome.raw.received()]).toEqual(['tls_untrusted', '']);
});

it("a client's own certificate vouches for nobody", async () => {
  const own = { certificate: new Secret(pem('self-signed')), key: new Secret(pem('self-signed.key')) };
  for (const certificateAuthority of [null, pem('ca')]) {
    const outcome = await probeTls(served('self-signed'), { changes: { clientCertificate: own }, limits: { certificateAuthority } });
    expect([outcome.code, outcome.raw.received()]).toEqual(['tls_untrusted', '']);
  }
});

it('a certificate for names only is not good for an address', async () => {
  expect(await probeTls(served('client'))).toMatchObject({ code: 'tls_name_mismatch' });
});

it('a server that knows no TLS of our time, or none at all, gets no byte of the request', async () => {
  const old = await probeTls({ ...served('good'), minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' });
  expect([old.code, old.raw.received()]).toEqual(['connect_failed', '']);
  // Node's ciphers refuse these versions too; an operator may have told the runtime to be lenient.
  const usual = nodeTls.DEFAULT_CIPHERS;
  nodeTls.DEFAULT_CIPHERS = 'DEFAULT@SECLEVEL=0';
  try {
    // Another text of the same authority: what is trusted beside it was read with the ciphers of before.
    const limits = { certificateAuthority: `${pem('ca')}\n\n` };
    const lenient = await probeTls({ ...served('good'), minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }, { limits });
    expect([lenient.code, lenient.raw.received()]).toEqual(['connect_failed', '']);
  } finally {
    nodeTls.DEFAULT_CIPHERS = usual;
  }
  const plain = await start({ onConnect: answering(`${OK}Content-Length: 0\r\n\r\n`) });
  const target = await guardedAt(`https://127.0.0.1:${plain.port}/`);
  expect(await outcomeOf(target, requestTo(target))).toMatchObject({ code: 'connect_failed' });
  expect(plain.received()).not.toContain(token);
});

it('NODE_TLS_REJECT_UNAUTHORIZED=0 and proxy variables change nothing', async () => {
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  for (const name of ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'ALL_PROXY']) vi.stubEnv(name, 'http://127.0.0.1:1');
  vi.stubEnv('NODE_USE_ENV_PROXY', '1');
  expect([(await probeTls(served('self-signed'))).code, (await probeTls(served('good'))).code]).toEqual(['tls_untrusted', 'answered']);
  vi.unstubAllEnvs();
});

const clientCertificate = { certificate: new Secret(pem('client')), key: new Secret(pem('client.key')) };

it('a client certificate is shown to who asks for it', async () => {
  const shown: string[] = [];
  const raw = await start({
    tls: { ...served('good'), requestCert: true, ca: pem('ca') },
    onConnect: (socket) => void shown.push(String(Reflect.get(socket, 'authorized'))),
    onRequest: answering(`${OK}Content-Length: 0\r\n\r\n`),
  });
  const target = await guardedAt(`https://127.0.0.1:${raw.port}/`);
  expect(await outcomeOf(target, requestTo(target, { clientCertificate }), { certificateAuthority: pem('ca') })).toMatchObject({
    code: 'answered',
  });
  expect(shown).toEqual(['true']);
});

it.each([
  ['a certificate that is no PEM', { certificate: new Secret('nonsense'), key: clientCertificate.key }],
  ['a key that is no PEM', { certificate: clientCertificate.certificate, key: new Secret('nonsense') }],
  ['a key of another certificate', { certificate: clientCertificate.certificate, key: new Secret(pem('good.key')) }],
])('%s is a value that cannot be used, and nobody is dialled', async (_what, pair) => {
  const outcome = await probeTls(served('good'), { changes: { clientCertificate: pair } });
  expect([outcome.code, outcome.raw.connections()]).toEqual(['value_unusable', 0]);
});

it.each<[string, Partial<OutgoingRequest>]>([
  ['a line break in a header', { headers: { authorization: new Secret('Bearer a\r\nx-evil: 1') } }],
  ['NUL in a header', { headers: { authorization: new Secret('a\0b') } }],
  ['a character beyond latin-1 in a header', { headers: { authorization: new Secret('tok€n') } }],
  ['a header name with a space', { headers: { 'x y': new Secret('1') } }],
  ['an upper-case header name', { headers: { Authorization: new Secret('1') } }],
  ['a second Host', { headers: { host: new Secret('evil.test') } }],
  ['a framing header', { headers: { 'transfer-encoding': new Secret('chunked') } }],
  ['a hop-by-hop header', { headers: { 'proxy-authorization': new Secret('1') } }],
  ['a space in the path', { pathAndQuery: new Secret('/a b') }],
  ['a line break in the path', { pathAndQuery: new Secret('/a\r\nx: 1') }],
  ['a character beyond ASCII in the path', { pathAndQuery: new Secret('/é') }],
  ['a fragment in the path', { pathAndQuery: new Secret('/a#b') }],
  ['an absolute path', { pathAndQuery: new Secret('http://evil.test/') }],
  ['no path', { pathAndQuery: new Secret('') }],
])('%s is a value that cannot be used, and nobody is dialled', async (_what, changes) => {
  const raw = await start({});
  const target = await guardedAt(`http://127.0.0.1:${raw.port}/`);
  expect([(await outcomeOf(target, requestTo(target, changes))).code, raw.connections()]).toEqual(['value_unusable', 0]);
});

it('a request for another origin than was guarded is not sent', async () => {
  const raw = await start({});
  const target = await guardedAt(`http://127.0.0.1:${raw.port}/`);
  const others = [`https://127.0.0.1:${raw.port}/`, `http://127.0.0.2:${raw.port}/`, `http://127.0.0.1:1/`].map((url) => hosted(url));
  for (const destination of others) expect(await outcomeOf(target, requestTo(target, { destination }))).toMatchObject({ code: 'address_denied' });
  expect(raw.connections()).toBe(0);
});

it('a caller-made request goes to exactly the path that was bound', async () => {
  const raw = await start({ onRequest: answering(`${OK}Content-Length: 0\r\n\r\n`) });
  const target = await guardedAt(`http://127.0.0.1:${raw.port}/api/me`, { isCallerMade: true });
  const codes = [];
  for (const path of ['/api/me', '/api/me?q=1', '/api/other', '/api/me/../x', '/'])
    codes.push((await outcomeOf(target, requestTo(target, { pathAndQuery: new Secret(path) }))).code);
  expect(codes).toEqual(['answered', 'answered', 'address_denied', 'address_denied', 'address_denied']);
});

it('a request of the catalogue goes below the base path that was bound', async () => {
  const raw = await start({ onRequest: answering(`${OK}Content-Length: 0\r\n\r\n`) });
  const target = await guardedAt(`http://127.0.0.1:${raw.port}/jira/`);
  const codes = [];
  for (const path of ['/jira/rest/me', '/jira?q=1', '/jira-beta/rest/me', '/rest/me', '/?p=/jira/'])
    codes.push((await outcomeOf(target, requestTo(target, { pathAndQuery: new Secret(path) }))).code);
  expect(codes).toEqual(['answered', 'answered', 'address_denied', 'address_denied', 'address_denied']);
});

it.each(['http', 'https'])('a peer that is not the address judged gets no byte over %s', async (scheme) => {
  const hello: Buffer[] = [];
  const raw = await start({ onConnect: (socket) => void socket.on('data', (chunk) => hello.push(chunk)) });
  // The kernel dials 127.0.0.1 for 0.0.0.0: the only peer on loopback whose address is another than the one asked for.
  const target: GuardedTarget = { ...(await guardedAt(`${scheme}://127.0.0.1:${raw.port}/`)), address: '0.0.0.0' };
  expect(await outcomeOf(target, requestTo(target))).toMatchObject({ code: 'address_denied' });
  await new Promise((resolve) => setImmediate(resolve));
  expect([raw.connections(), Buffer.concat(hello).length]).toEqual([1, 0]);
});

it('no timer outlives the answer', async () => {
  const raw = await start({ onRequest: answering(`${OK}Content-Length: 0\r\n\r\n`) });
  const target = await guardedAt(`http://127.0.0.1:${raw.port}/`);
  const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  const before = timers();
  await outcomeOf(target, requestTo(target), { connectMs: 60_000, responseMs: 60_000, deadlineMs: 60_000 });
  expect(timers()).toBeLessThanOrEqual(before);
});

it('connections are not kept for the next request', async () => {
  const raw = await start({ onRequest: (socket) => void socket.write(`${OK}Connection: keep-alive\r\nContent-Length: 0\r\n\r\n`) });
  const target = await guardedAt(`http://127.0.0.1:${raw.port}/`);
  await outcomeOf(target, requestTo(target));
  await outcomeOf(target, requestTo(target));
  expect(raw.connections()).toBe(2);
});
