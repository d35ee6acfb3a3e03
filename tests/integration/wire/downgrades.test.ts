import type { Socket } from 'node:net';
import type { SecureContextOptions } from 'node:tls';
import { describe, expect, it } from 'vitest';
import type { Connector, Method } from '../../../shared/connectors/connector.ts';
import { fieldsOf } from '../../../shared/connectors/fields.ts';
import { freshToken, leaksIn } from '../../helpers/canary.ts';
import { AUTHENTICATE, AUTH_SUCCESS } from '../../helpers/servers/fake-cassandra.ts';
import { type Hostility, said, startHostileServer, type UntilTls } from '../../helpers/servers/hostile-server.ts';
import { logInAt, type LoggedIn } from '../../helpers/servers/log-in-at.ts';
import { answering, untilTls } from '../../helpers/servers/scripted.ts';
import { LOGINS, sampleTexts } from '../../unit/connectors/samples.ts';

/** How a protocol comes to TLS, and what a server says that would rather not. A protocol that is not here begins with TLS. */
type Dialect = {
  readonly greeting: string | null;
  /** The yes to TLS, after which TLS begins. */
  readonly yes: string | Buffer | null;
  readonly no: string | Buffer;
  /** As if the login had gone through already, or asks for the password at once. */
  readonly early: string | Buffer;
};
/** Alert: fatal, handshake_failure. */
const ALERT = Buffer.from([0x15, 3, 3, 0, 2, 2, 0x28]);
const AT_ONCE: Dialect = { greeting: null, yes: null, no: ALERT, early: '220 in\r\n* OK in\r\n+OK in\r\n' };
const DIALECTS: Readonly<Record<string, Dialect>> = {
  postgres: { greeting: null, yes: 'S', no: 'N', early: Buffer.from('R\0\0\0\x08\0\0\0\x03', 'latin1') },
  'imap starttls': { greeting: '* OK ready\r\n', yes: 'a1 OK begin\r\n', no: 'a1 BAD unknown\r\n', early: '* PREAUTH in\r\n' },
  'imap implicit': { ...AT_ONCE, early: '* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n' },
  'ftp explicit': { greeting: '220 ready\r\n', yes: '234 begin\r\n', no: '534 no TLS here\r\n', early: '220 ready\r\n331 password please\r\n230 in\r\n' },
  'ftp implicit': { ...AT_ONCE, early: '220 ready\r\n331 password please\r\n' },
  mqtt: { ...AT_ONCE, early: Buffer.from([0x20, 2, 0, 0]) },
  cassandra: { ...AT_ONCE, early: Buffer.concat([AUTHENTICATE, AUTH_SUCCESS]) },
  neo4j: { ...AT_ONCE, early: Buffer.from([0, 0, 4, 4]) },
};

/** Each way to connect, with each choice that it leaves. SSH has no certificates: its suite has the keys of hosts. */
const WAYS = LOGINS.filter(({ probe }) => probe.protocol !== 'ssh').flatMap((connector) =>
  connector.methods.flatMap((method) => {
    const choices = fieldsOf(connector, method).flatMap(({ name, options = [] }) => (name === 'tls' ? options.map((tls) => ({ tls })) : []));
    return (choices.length > 0 ? choices : [{}]).map((chosen) => ({ connector, method, chosen }));
  }),
);
type Way = { readonly connector: Connector; readonly method: Method; readonly chosen: Readonly<Record<string, string>> };

const dialectOf = ({ connector, chosen }: Way): Dialect => DIALECTS[[connector.id, ...Object.values(chosen)].join(' ')] ?? AT_ONCE;
const beginsTls = ({ greeting, yes }: Pick<Dialect, 'greeting' | 'yes'>): UntilTls => {
  if (greeting !== null && yes !== null) return untilTls(greeting, yes);
  return async (socket) => {
    if (yes === null) return;
    await said(socket);
    socket.write(yes);
  };
};

const clear =
  (behave: (dialect: Dialect) => (socket: Socket) => void) =>
  (dialect: Dialect): Hostility => ({ clear: behave(dialect) });
const secured =
  (certificate: string, tls: SecureContextOptions = {}) =>
  (dialect: Dialect): Hostility => ({ untilTls: beginsTls(dialect), certificate, tls, behave: () => {} });
const OLD = { minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' } as const;

const DOWNGRADES: Readonly<Record<string, (dialect: Dialect) => Hostility>> = {
  'says no to TLS': clear(({ greeting, no }) => answering(greeting, [no, no, no, no])),
  'ends TLS with an alert where it should begin': clear(({ greeting, yes }) => answering(greeting, yes === null ? [ALERT] : [yes, ALERT])),
  'has let everybody in before anything was said': clear(({ early }) => answering(early, [])),
  'asks for the password instead of TLS': clear(({ greeting, early }) => answering(greeting, [early, early, early, early])),
  'says yes, and goes on in the clear': clear(({ greeting, yes, early }) => answering(greeting, [yes ?? early, early, early, early])),
  'says yes and more, before TLS is up': (dialect) => {
    const { greeting, yes, early } = dialect;
    const both = Buffer.concat([Buffer.from(yes ?? ''), Buffer.from(early)]);
    return { untilTls: beginsTls({ greeting, yes: both }), certificate: 'good', behave: () => {} };
  },
  'repeats what it hears': clear(({ greeting }) => (socket) => {
    if (greeting !== null) socket.write(greeting);
    socket.on('data', (chunk: Buffer) => socket.write(chunk));
  }),
  'closes as soon as it is asked for TLS': clear(({ greeting }) => (socket) => {
    if (greeting !== null) socket.write(greeting);
    socket.once('data', () => socket.end());
  }),
  'has a certificate that it signed itself': secured('self-signed'),
  'has a certificate of a stranger': secured('stranger'),
  'has a certificate that has expired': secured('expired'),
  'has a certificate that is not valid yet': secured('early'),
  'has a certificate of another name': secured('wrong-name'),
  'speaks TLS 1.1 at most': secured('good', { ...OLD, maxVersion: 'TLSv1.1' }),
  'speaks TLS 1.0 alone': secured('good', { ...OLD, maxVersion: 'TLSv1' }),
  'wants no certificate to be shown': secured('good', { maxVersion: 'TLSv1.2', ciphers: 'aNULL:@SECLEVEL=0' }),
  'wants nothing to be encrypted': secured('good', { maxVersion: 'TLSv1.2', ciphers: 'eNULL:@SECLEVEL=0' }),
};

/** What a target that was not trusted may make of a test: never a verdict on the credentials. */
const HONEST = /^(?:misconfigured|connect_failed|unexpected_response|target_timeout|tls_(?:untrusted|expired|name_mismatch))$/;
const LIMITS = { connectMs: 2_000, responseMs: 400, deadlineMs: 3_000 };

async function downgraded(way: Way, hostility: Hostility): Promise<{ readonly ended: LoggedIn; readonly leaks: readonly string[]; readonly underTls: number }> {
  const { connector, method, chosen } = way;
  const samples = sampleTexts(connector, method);
  const fields = fieldsOf(connector, method);
  const isCredential = (name: string): boolean => fields.some((field) => field.name === name && (field.kind === 'secret' || field.maskable));
  const { host: _host, port: _port, ...texts } = samples;
  const secrets = Object.fromEntries(Object.keys(texts).flatMap((name) => (isCredential(name) ? [[name, freshToken()] as const] : [])));
  const server = await startHostileServer(hostility);
  const ended = await logInAt({ connector: connector.id, method: method.id, port: server.port, fields: { ...texts, ...secrets, ...chosen }, limits: LIMITS });
  await server.close();
  const told = Buffer.concat([server.inTheClear(), server.underTls()]).toString('latin1');
  const leaks = leaksIn(
    new Map([
      ['told', told],
      ['without NUL', told.replaceAll('\0', '')],
    ]),
    Object.values(secrets),
  );
  expect(Object.keys(secrets).length).toBeGreaterThan(0);
  expect(server.connections()).toBe(1);
  return { ended, leaks: leaks.map((leak) => JSON.stringify(leak)), underTls: server.underTls().length };
}

describe.each(WAYS.map((way) => [[way.connector.id, way.method.id, ...Object.values(way.chosen)].join(' '), way] as const))(
  '%s, at a server that',
  (_, way) => {
    it.each(Object.entries(DOWNGRADES))('%s, tells no byte of a secret and gives no verdict on it', async (_name, downgrade) => {
      const { ended, leaks, underTls } = await downgraded(way, downgrade(dialectOf(way)));
      expect(ended.verdict).toMatch(HONEST);
      expect(leaks).toEqual([]);
      expect(underTls).toBe(0);
    });
  },
);

it('nine downgrades and more, at every protocol that has TLS', () => {
  expect(Object.keys(DOWNGRADES).length).toBeGreaterThanOrEqual(9);
  expect(WAYS.length).toBeGreaterThanOrEqual(8);
});
