import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { freshToken } from '../../helpers/canary.ts';
import { type Hostility, said, startHostileServer } from '../../helpers/servers/hostile-server.ts';
import { describeHostileServers, expectUntold } from '../../helpers/servers/hostile-wire.ts';
import { logInAt, type LoggedIn } from '../../helpers/servers/log-in-at.ts';
import { hasMariadb, startMariadb } from '../../helpers/servers/mariadb.ts';
import { greeting, OK_BODY, packet, refusal, switchTo } from '../../helpers/servers/mysql-packets.ts';
import type { RunningServer } from '../../helpers/servers/server-process.ts';

describe.skipIf(!hasMariadb)('MariaDB', () => {
  const password = freshToken();
  let server: RunningServer;
  const logIn = (fields: Readonly<Record<string, string>> = {}): Promise<LoggedIn> =>
    logInAt({ connector: 'mysql', port: server.port, fields: { username: 'reader', password, database: 'orders', ...fields } });
  const attempts = (): number => readFileSync(join(server.folder, 'log'), 'utf8').match(/ Connect\t(?!Access denied)/g)?.length ?? 0;

  beforeAll(async () => {
    server = await startMariadb([
      'CREATE DATABASE orders',
      'CREATE DATABASE secrets',
      `CREATE USER reader@'%' IDENTIFIED BY '${password}'`,
      "GRANT SELECT ON orders.* TO reader@'%'",
      `CREATE USER locked@'%' IDENTIFIED BY '${password}' ACCOUNT LOCK`,
      `CREATE USER modern@'%' IDENTIFIED VIA ed25519 USING PASSWORD('${password}')`,
    ]);
  }, 120_000);
  afterAll(() => server?.stop());

  it('takes the right password, with a database and without', async () => {
    expect(await logIn()).toMatchObject({ verdict: 'ok', code: 'ok' });
    expect(await logInAt({ connector: 'mysql', port: server.port, fields: { username: 'reader', password } })).toMatchObject({ verdict: 'ok' });
  });
  it('refuses a wrong password, and is not asked again', async () => {
    const before = attempts();
    expect(await logIn({ password: freshToken() })).toMatchObject({ verdict: 'bad_credentials', code: '1045' });
    expect(attempts() - before).toBe(1);
  });
  it('refuses a user that is not there', async () => expect(await logIn({ username: 'nobody-here' })).toMatchObject({ verdict: 'bad_credentials' }));
  it('says that a database may not be used, which it says too of one that is not there', async () =>
    expect(await logIn({ database: 'secrets' })).toMatchObject({ verdict: 'forbidden', code: '1044' }));
  it('says that an account is locked', async () => expect(await logIn({ username: 'locked' })).toMatchObject({ verdict: 'locked', code: '4151' }));
  it('has accounts with a method that is not spoken here', async () =>
    expect(await logIn({ username: 'modern' })).toMatchObject({ verdict: 'misconfigured', code: 'method_refused' }));
});

const fields = { username: 'reader-of-everything', password: freshToken(), database: 'somewhere-else' };
/** The client begins TLS right behind it. */
const SSL_REQUEST_BYTES = 36;
const untilTls = async (socket: Socket, method?: string): Promise<void> => {
  socket.write(greeting({ method }));
  await said(socket, SSL_REQUEST_BYTES);
};

describeHostileServers('MySQL', {
  connector: 'mysql',
  fields,
  untilTls,
  // The first three bytes of a packet are its length, and a longer one is waited for.
  secured: { 'says what is not of the protocol': 'target_timeout', 'says random bytes': 'target_timeout' },
});

type Told = LoggedIn & { readonly clear: Buffer; readonly secured: string };

async function logInTo(hostility: Hostility): Promise<Told> {
  const server = await startHostileServer(hostility);
  const told = await logInAt({ connector: 'mysql', port: server.port, fields });
  await server.close();
  expect(server.connections()).toBe(1);
  expectUntold(server.inTheClear(), fields);
  return { ...told, clear: server.inTheClear(), secured: server.underTls().toString('latin1') };
}

/** Answers each packet of the client by the next of these. */
const answering =
  (...answers: readonly Buffer[]) =>
  (socket: Socket): void => {
    const left = [...answers];
    socket.on('data', () => left.length > 0 && socket.write(left.shift()!));
  };
const secured = (...answers: readonly Buffer[]): Hostility => ({ untilTls, certificate: 'good', behave: answering(...answers) });

describe('MySQL, at a server of our own that speaks the protocol', () => {
  const printed = [vi.spyOn(console, 'error'), vi.spyOn(console, 'warn'), vi.spyOn(console, 'log')];
  afterAll(() => vi.restoreAllMocks());

  it('says nothing to a server without TLS', async () => {
    const { verdict, code, clear } = await logInTo({ clear: (socket) => socket.write(greeting({ hasTls: false })) });
    expect([verdict, code, clear.length]).toEqual(['misconfigured', 'no_tls', 0]);
  });
  it('takes nothing for said under TLS that came with the greeting', async () => {
    const { verdict } = await logInTo({ clear: (socket) => socket.write(Buffer.concat([greeting(), packet(2, OK_BODY), packet(1, OK_BODY)])) });
    expect(verdict).toBe('unexpected_response');
  });
  it('says under TLS who logs in, and how', async () => {
    const { verdict, secured: heard } = await logInTo(secured(packet(3, OK_BODY), packet(1, OK_BODY)));
    expect(verdict).toBe('ok');
    expect(heard).toContain('reader-of-everything');
    expect(heard).toContain('SELECT 1');
    expect(heard).not.toContain(fields.password);
  });
  it.each(['mysql_clear_password', 'sha256_password', 'authentication_oci_client', 'toString'])(
    'does not speak %s, and does not say the password',
    async (method) => {
      const told = await logInTo({ untilTls: (socket) => untilTls(socket, method), certificate: 'good', behave: answering(switchTo(3, method)) });
      expect(told).toMatchObject({ verdict: 'misconfigured', code: 'method_refused' });
      expect(told.secured).not.toContain(fields.password);
    },
  );
  it('says the password under TLS alone, to a server whose caching_sha2_password has not seen it', async () => {
    const method = 'caching_sha2_password';
    const behave = answering(packet(3, Buffer.from([1, 4])), packet(5, OK_BODY), packet(1, OK_BODY));
    const told = await logInTo({ untilTls: (socket) => untilTls(socket, method), certificate: 'good', behave });
    expect(told.verdict).toBe('ok');
    expect(told.secured).toContain(`${fields.password}\0`);
  });
  it('does not offer to send files', async () => {
    const { clear } = await logInTo(secured(packet(3, OK_BODY), packet(1, OK_BODY)));
    expect(clear.readUInt32LE(4) & 0x80).toBe(0);
  });
  it('sends no file to a server that asks for one in place of an answer', async () => {
    const { verdict, secured: heard } = await logInTo(secured(packet(3, OK_BODY), packet(1, Buffer.from('\xfb/etc/passwd', 'latin1')), packet(3, OK_BODY)));
    expect(verdict).toBe('unexpected_response');
    expect(heard).not.toContain('root:');
    expect(heard.slice(heard.indexOf('SELECT 1'))).toHaveLength('SELECT 1'.length + 4);
  });
  it.each([
    [1040, 'target_unavailable'],
    [1129, 'locked'],
    [1130, 'forbidden'],
  ])('takes a refusal in place of a greeting for what it says: %i', async (number, verdict) =>
    expect(await logInTo({ clear: (socket) => socket.write(refusal(0, number)) })).toMatchObject({ verdict, code: `${number}` }),
  );
  it('prints nothing of what a server does, and does not go on after a packet out of order', async () => {
    expect(await logInTo(secured(packet(77, OK_BODY)))).toMatchObject({ verdict: 'unexpected_response' });
    expect(await logInTo({ clear: (socket) => socket.write(packet(77, greeting().subarray(4))) })).toMatchObject({ verdict: 'unexpected_response' });
    expect(printed.flatMap((print) => print.mock.calls)).toEqual([]);
  });
  it('lives on where the server resets the connection after the login', async () => {
    const server = await startHostileServer({
      untilTls,
      certificate: 'good',
      behave: (socket, below) => {
        let heard = 0;
        socket.on('data', () => {
          heard += 1;
          socket.write(packet(heard === 1 ? 3 : 1, OK_BODY), () => heard === 2 && below.resetAndDestroy());
        });
      },
    });
    expect((await logInAt({ connector: 'mysql', port: server.port, fields })).verdict).toBe('ok');
    await server.close();
  });
  it('lives on whatever a greeting is cut to', async () => {
    const whole = greeting().subarray(4);
    for (let length = 0; length < whole.length; length += 5) {
      const { verdict } = await logInTo({ clear: (socket) => socket.end(packet(0, whole.subarray(0, length))) });
      expect(['unexpected_response', 'connect_failed', 'misconfigured']).toContain(verdict);
    }
  });
});
