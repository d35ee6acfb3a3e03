import { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { driver } from '../../../shared/wire/ldap.ts';
import { freshCanary, freshToken } from '../../helpers/canary.ts';
import { type Hostility, said, startHostileServer } from '../../helpers/servers/hostile-server.ts';
import { describeHostileServers, expectUntold } from '../../helpers/servers/hostile-wire.ts';
import { logInAt, type LoggedIn } from '../../helpers/servers/log-in-at.ts';
import type { RunningServer } from '../../helpers/servers/server-process.ts';
import { ADMIN, hasSlapd, startSlapd } from '../../helpers/servers/slapd.ts';

describe.skipIf(!hasSlapd).each([
  ['StartTLS', 'ldap', 'starttls'],
  ['LDAPS', 'ldaps', 'implicit'],
] as const)('OpenLDAP by %s', (_, scheme, tls) => {
  const bindPassword = freshToken();
  let server: RunningServer;
  const logIn = (fields: Readonly<Record<string, string>> = {}): Promise<LoggedIn> =>
    logInAt({ connector: 'ldap', port: server.port, fields: { bindDn: ADMIN, bindPassword, tls, ...fields } });
  const binds = (): number => server.output().match(/ BIND dn="\S+" method=128/g)?.length ?? 0;

  beforeAll(async () => void (server = await startSlapd(scheme, bindPassword)), 60_000);
  afterAll(() => server?.stop());

  it('takes the right password', async () => expect(await logIn()).toMatchObject({ verdict: 'ok', code: 'ok' }));
  it('refuses a wrong password, and is not asked again', async () => {
    const before = binds();
    expect(await logIn({ bindPassword: freshToken() })).toMatchObject({ verdict: 'bad_credentials', code: '49' });
    await expect.poll(binds).toBe(before + 1);
  });
  it('refuses a name that is not there', async () => expect(await logIn({ bindDn: 'cn=nobody,cn=example' })).toMatchObject({ verdict: 'bad_credentials' }));
  it('cannot read what is no name', async () => expect(await logIn({ bindDn: 'reader' })).toMatchObject({ verdict: 'misconfigured', code: '34' }));
  it('is not asked for another mechanism by a name', async () => {
    const before = binds();
    expect(await logIn({ bindDn: 'EXTERNAL' })).toMatchObject({ verdict: 'misconfigured', code: '34' });
    expect(binds()).toBe(before);
  });
});

it.each([{ user: ADMIN }, { user: ADMIN, password: '' }, { user: '', password: 'x' }, {}])(
  'LDAP sends no bind without a name and a password: %j',
  async (settings) => {
    const unused = { socket: new Socket(), host: 'ldap.example.com', port: 636, tls: {}, secure: () => expect.fail('the line is used') };
    expect(await driver.logIn(unused, { tls: 'implicit', ...settings })).toBe('anonymous');
  },
);

const fields = { bindDn: 'cn=reader-of-everything,dc=example,dc=com', bindPassword: freshCanary() };
const STARTTLS = { ...fields, tls: 'starttls' };
/** As OpenLDAP and as Active Directory write lengths. */
const [SHORT, LONG] = ['300c02010178070a010004000400', '30840000001002010178840000000 70a010004000400'.replaceAll(' ', '')].map((hex) =>
  Buffer.from(hex, 'hex'),
);
const untilTls = async (socket: Socket, answer = SHORT!): Promise<void> => {
  await said(socket);
  socket.write(answer);
};

/** What the library cannot read it waits for the rest of. */
const secured = { 'says what is not of the protocol': 'target_timeout', 'says random bytes': 'target_timeout', 'never stops': 'response_too_large' } as const;
describeHostileServers('LDAP with StartTLS', {
  connector: 'ldap',
  fields: STARTTLS,
  untilTls: (socket) => untilTls(socket),
  // The second byte of a message is its length, and the rest of it is waited for.
  clear: { 'says what is not of the protocol': 'target_timeout' },
  secured,
});
describeHostileServers('LDAPS', {
  connector: 'ldap',
  fields,
  untilTls: async () => {},
  clear: { 'says what is not of the protocol': 'connect_failed', 'says random bytes': 'connect_failed', 'never stops': 'connect_failed' },
  secured,
});

/** An answer to message `id`: its operation, result code and diagnostic text. */
function answerTo(id: number, operation: number, { code = 0, text = '', more = Buffer.alloc(0) } = {}): Buffer {
  const body = Buffer.concat([Buffer.from([0x0a, 1, code, 4, 0, 4, text.length]), Buffer.from(text), more]);
  return Buffer.concat([Buffer.from([0x30, body.length + 5, 2, 1, id, operation, body.length]), body]);
}
const BOUND = 0x61;
const EXTENDED = 0x78;
const NAME = Buffer.concat([Buffer.from([0x8b, 4]), Buffer.from('dn:x')]);

describe('LDAP, at a server of our own that speaks the protocol', () => {
  const logInTo = async (hostility: Hostility, asked: Record<string, string> = STARTTLS): Promise<LoggedIn & { readonly heard: Buffer }> => {
    const server = await startHostileServer(hostility);
    const told = await logInAt({ connector: 'ldap', port: server.port, fields: asked });
    await server.close();
    expect(server.connections()).toBe(1);
    expectUntold(server.inTheClear(), asked);
    return { ...told, heard: server.underTls() };
  };
  const answering = (...answers: readonly Buffer[]): Hostility => ({
    untilTls: (socket) => untilTls(socket, LONG),
    certificate: 'good',
    behave: (socket) => {
      const left = [...answers];
      socket.on('data', () => left.length > 0 && socket.write(left.shift()!));
    },
  });
  const bound = answerTo(2, BOUND);

  it('is in where the server says who it is', async () => {
    const { verdict, heard } = await logInTo(answering(bound, answerTo(3, EXTENDED, { more: NAME })));
    expect(verdict).toBe('ok');
    expect(heard.includes(Buffer.from(fields.bindPassword))).toBe(true);
  });
  it('is not in where the server says that it is nobody', async () =>
    expect([
      (await logInTo(answering(bound, answerTo(3, EXTENDED)))).code,
      (await logInTo(answering(bound, answerTo(3, EXTENDED, { more: Buffer.from([0x8b, 0]) })))).code,
    ]).toEqual(['anonymous', 'anonymous']));
  it('is in where the server does not know the question', async () =>
    expect(await logInTo(answering(bound, answerTo(3, EXTENDED, { code: 2 })))).toMatchObject({ verdict: 'ok' }));
  it.each([
    ['52e', 'bad_credentials'],
    ['525', 'bad_credentials'],
    ['532', 'bad_credentials'],
    ['773', 'bad_credentials'],
    ['775', 'locked'],
    ['533', 'locked'],
    ['701', 'locked'],
    ['530', 'forbidden'],
  ])("knows Active Directory's %s for %s", async (reason, verdict) => {
    const text = `80090308: LdapErr: DSID-0C09041C, comment: AcceptSecurityContext error, data ${reason}, v4563`;
    expect(await logInTo(answering(answerTo(2, BOUND, { code: 49, text })))).toMatchObject({ verdict, code: `49/${reason}` });
  });
  it.each([
    [2, 'no_tls', Buffer.from('300c02010178070a010204000400', 'hex')],
    [52, 'no_tls', Buffer.from('300c02010178070a013404000400', 'hex')],
  ])('says nothing where TLS is refused by %i', async (_, code, answer) =>
    expect(await logInTo({ clear: (socket) => socket.once('data', () => socket.write(answer)) })).toMatchObject({ verdict: 'misconfigured', code }),
  );
  it('takes nothing for said under TLS that came before it', async () => {
    for (const more of [bound, bound.subarray(0, -1), Buffer.from([0x30])]) {
      const { verdict, heard } = await logInTo({
        untilTls: (socket) => untilTls(socket, Buffer.concat([SHORT!, more])),
        certificate: 'good',
        behave: () => {},
      });
      expect([verdict, heard.length]).toEqual(['unexpected_response', 0]);
    }
  });
  it('does not go where a referral sends it', async () => {
    const elsewhere = await startHostileServer({ clear: () => {} });
    const url = `ldap://127.0.0.1:${elsewhere.port}/`;
    const more = Buffer.concat([Buffer.from([0xa3, url.length + 2, 4, url.length]), Buffer.from(url)]);
    expect(await logInTo(answering(answerTo(2, BOUND, { code: 10, more })))).toMatchObject({ verdict: 'wrong_address', code: '10' });
    await elsewhere.close();
    expect(elsewhere.connections()).toBe(0);
  });
  it('does not connect anew where the server leaves after the bind', async () => {
    const hostility: Hostility = {
      untilTls: (socket) => untilTls(socket),
      certificate: 'good',
      behave: (socket) => void socket.once('data', () => socket.end(bound)),
    };
    expect(await logInTo(hostility)).toMatchObject({ verdict: 'connect_failed' });
  });
});
