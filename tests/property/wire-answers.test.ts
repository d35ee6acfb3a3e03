import { Socket } from 'node:net';
import { type Duplex, duplexPair } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Line } from '../../shared/wire/driver.ts';
import { driverOf } from '../../shared/wire/drivers.ts';
import { failed, RECORD, SUCCESS, VERSIONS } from '../helpers/servers/fake-bolt.ts';
import { AUTH_SUCCESS, AUTHENTICATE, failure, ROWS } from '../helpers/servers/fake-cassandra.ts';

/** What a server says in a login that goes well, and more: some of it, then what is cut, repeated, swapped or bent. */
const SAID: Readonly<Record<string, readonly Buffer[]>> = {
  bolt: [VERSIONS['5.4'], SUCCESS, SUCCESS, SUCCESS, RECORD, SUCCESS, failed('Neo.ClientError.Security.Unauthorized')],
  cassandra: [AUTHENTICATE, AUTH_SUCCESS, ROWS, failure(0x0100)],
  ftp: ['220 ready\r\n', '331 go on\r\n', '230-in\r\n', '230 in\r\n', '257 "/"\r\n', '530 no\r\n'].map((text) => Buffer.from(text)),
  imap: ['* OK ready\r\n', '* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\na1 OK\r\n', '+ \r\n', 'a2 OK in\r\n', 'a3 OK\r\n', 'a2 NO [X] no\r\n', '* BYE\r\n'].map(
    (text) => Buffer.from(text),
  ),
  // CONNACK of 3.1.1 and 5, with properties; DISCONNECT, PUBLISH, AUTH and PINGRESP, which no broker sends before.
  mqtt: ['20020000', '20020005', '2003008600', '20060000032200ff', 'e000', '3003000161', 'f000', 'd000', '40020001'].map((hex) => Buffer.from(hex, 'hex')),
};

/** Both ends in memory, as the driver sees TLS. */
function lineOf(client: Duplex): Line {
  const secured: unknown = client;
  const isTls = (value: unknown): value is TLSSocket => value === client;
  const secure = async (): Promise<TLSSocket> => {
    if (!isTls(secured)) throw new Error('no TLS');
    return secured;
  };
  return { socket: new Socket(), host: 'h.test', port: 1, tls: {}, secure };
}

const SETTINGS = { username: 'reader', password: 'a password', tls: 'implicit', version: '5' };

async function outcomeOf(protocol: string, answers: readonly Buffer[]): Promise<unknown> {
  const { logIn } = await driverOf(protocol);
  const [client, server] = duplexPair();
  client.on('error', () => {});
  server.on('error', () => {});
  server.resume();
  const ended = logIn(lineOf(client), SETTINGS).catch((error: unknown) => error);
  for (const answer of answers) {
    server.write(answer);
    await new Promise((resolve) => setImmediate(resolve));
  }
  server.end();
  client.destroy();
  return ended;
}

function bent(frames: readonly Buffer[]): fc.Arbitrary<readonly Buffer[]> {
  const bytes = fc.tuple(fc.constantFrom(...frames), fc.nat(), fc.nat(255), fc.nat(3)).map(([frame, at, value, how]) => {
    const copy = Buffer.from(frame);
    if (how === 0) return copy;
    if (how === 1) return copy.subarray(0, at % (copy.length + 1));
    copy[at % copy.length] = value;
    return copy;
  });
  const anything = fc.uint8Array({ maxLength: 40 }).map((each) => Buffer.from(each));
  const rest = fc.array(fc.oneof({ weight: 5, arbitrary: bytes }, { weight: 1, arbitrary: anything }), { maxLength: 10 });
  return fc.tuple(fc.nat(frames.length), rest).map(([sound, after]) => [...frames.slice(0, sound), ...after]);
}

describe.each(Object.entries(SAID))('%s', (protocol, frames) => {
  it('ends with a code or an error whatever a server says, and throws nothing past whoever waits', async () => {
    const outcomes = new Set<string>();
    await fc.assert(
      fc.asyncProperty(bent(frames), async (answers) => {
        const outcome = await outcomeOf(protocol, answers);
        expect(typeof outcome === 'string' || outcome instanceof Error).toBe(true);
        outcomes.add(typeof outcome === 'string' ? outcome : 'error');
      }),
      { numRuns: 500 },
    );
    expect(outcomes.size).toBeGreaterThan(1);
  });
});
