import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { VerdictCode } from '../../../shared/errors.ts';
import { leaksIn } from '../canary.ts';
import { pour } from '../raw-target.ts';
import { type Hostility, startHostileServer, type UntilTls } from './hostile-server.ts';
import { logInAt, SHORT } from './log-in-at.ts';

const BEHAVIOURS = {
  'says nothing': () => {},
  'says what is not of the protocol': (socket) => socket.write('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n'),
  'says a byte and no more': (socket) => socket.write('\x04'),
  'says random bytes': (socket) => socket.write(NOISE),
  'never stops': (socket) => pour(socket, () => NOISE),
  'resets the connection': (_, below) => below.resetAndDestroy(),
  'hangs up': (socket) => socket.end(),
} as const satisfies Record<string, (socket: Socket, below: Socket) => unknown>;
export type Behaviour = keyof typeof BEHAVIOURS;
const NAMES = Object.keys(BEHAVIOURS).filter((name): name is Behaviour => name in BEHAVIOURS);

/** The same bytes in every run; the first is not of any protocol here. */
const NOISE = Buffer.from(Array.from({ length: 16 * 1024 }, (_, at) => (at * 73 + 129) % 256));

const USUAL: Readonly<Record<Behaviour, VerdictCode>> = {
  'says nothing': 'target_timeout',
  'says what is not of the protocol': 'unexpected_response',
  'says a byte and no more': 'target_timeout',
  'says random bytes': 'unexpected_response',
  'never stops': 'unexpected_response',
  'resets the connection': 'connect_failed',
  'hangs up': 'connect_failed',
};
/** Where TLS comes first, any greeting in the clear says that there is none. */
export const GREETS_IN_THE_CLEAR: Verdicts = {
  'says what is not of the protocol': 'misconfigured',
  'says random bytes': 'misconfigured',
  'never stops': 'misconfigured',
};
const CERTIFICATES: readonly (readonly [string, VerdictCode])[] = [
  ['expired', 'tls_expired'],
  ['early', 'tls_expired'],
  ['wrong-name', 'tls_name_mismatch'],
  ['stranger', 'tls_untrusted'],
  ['self-signed', 'tls_untrusted'],
];
/** Far above every limit: it tells a wait without end, not a busy machine. */
const ENDLESS_MS = 20_000;

type Verdicts = Partial<Record<Behaviour, VerdictCode>>;
export type HostileWay = {
  readonly connector: string;
  readonly method?: string;
  /** With the secrets; none of them may be said before TLS is up and verified. */
  readonly fields: Readonly<Record<string, string>>;
  /** How a good server comes to TLS; null where the protocol has none, as SSH. */
  readonly untilTls: UntilTls | null;
  /** Where the protocol's verdict is another than the usual one, in the clear and under TLS. */
  readonly clear?: Verdicts;
  readonly secured?: Verdicts;
};

/** A suite for one way to connect: whatever the other end does, it ends in time with an honest verdict, and no secret is said before TLS is verified. */
export function describeHostileServers(name: string, way: HostileWay): void {
  const { untilTls } = way;
  describe(`${name}, at a server that`, () => {
    it.each(NAMES)('%s in the clear, is told no secret', async (behaviour) => {
      const verdict = way.clear?.[behaviour] ?? USUAL[behaviour];
      const ended = await attempt(way, { clear: BEHAVIOURS[behaviour] }, verdict);
      const isFlood = behaviour === 'never stops' && ended.verdict === 'response_too_large';
      expect(ended).toEqual({ verdict: isFlood ? ended.verdict : verdict, connections: 1 });
    });
    if (untilTls === null) return;
    it.each(CERTIFICATES)('has the certificate "%s", is told nothing under TLS', async (certificate, verdict) => {
      let heard = 0;
      const behave = (socket: Socket): void => void socket.on('data', ({ length }: Buffer) => (heard += length));
      expect(await attempt(way, { untilTls, certificate, behave }, verdict)).toEqual({ verdict, connections: 1 });
      expect(heard).toBe(0);
    });
    it.each(NAMES)('%s under TLS, is no verdict on the credentials', async (behaviour) => {
      const verdict = way.secured?.[behaviour] ?? USUAL[behaviour];
      const ended = await attempt(way, { untilTls, certificate: 'good', behave: BEHAVIOURS[behaviour] }, verdict);
      // Of what never stops, a busy machine may see the amount before the driver sees what it is.
      const isFlood = behaviour === 'never stops' && ended.verdict === 'response_too_large';
      expect(ended).toEqual({ verdict: isFlood ? ended.verdict : verdict, connections: 1 });
    });
  });
}

type Ended = { readonly verdict: VerdictCode; readonly connections: number };

async function attempt({ connector, method, fields }: HostileWay, hostility: Hostility, expected: VerdictCode): Promise<Ended> {
  const limits = expected === 'target_timeout' ? SHORT : {};
  const server = await startHostileServer(hostility);
  const startedAt = performance.now();
  const { verdict, code } = await logInAt({ connector, ...(method !== undefined && { method }), port: server.port, fields, limits });
  expect(performance.now() - startedAt).toBeLessThan(ENDLESS_MS);
  await server.close();
  expect([null, 'no_tls']).toContain(code);
  expectUntold(server.inTheClear(), fields);
  return { verdict, connections: server.connections() };
}

/** No field that is long enough to be told from chance, in no encoding that is known. */
export function expectUntold(bytes: Buffer, fields: Readonly<Record<string, string>>): void {
  const texts = new Map([
    ['bytes', bytes.toString('latin1')],
    ['without NUL', bytes.toString('latin1').replaceAll('\0', '')],
  ]);
  const secrets = Object.values(fields).filter((text) => text.length >= 8);
  expect(secrets.length).toBeGreaterThan(0);
  expect(leaksIn(texts, secrets)).toEqual([]);
}
