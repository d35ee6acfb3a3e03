import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshToken } from '../../helpers/canary.ts';
import { AUTH_SUCCESS, AUTHENTICATE, failure, fakeCassandra, frame, ROWS } from '../../helpers/servers/fake-cassandra.ts';
import { type HostileServer, startHostileServer } from '../../helpers/servers/hostile-server.ts';
import { describeHostileServers } from '../../helpers/servers/hostile-wire.ts';
import { logInAt, type LoggedIn } from '../../helpers/servers/log-in-at.ts';
import { type Answer, answering, logInAtScripted, type Scripted } from '../../helpers/servers/scripted.ts';

const fields = { username: 'reader-of-everything', password: `${freshToken()}ä` };
const untilTls = async (): Promise<void> => {};

describe('a fake Cassandra, made from the specification', () => {
  let server: HostileServer;
  beforeAll(async () => {
    server = await startHostileServer({ untilTls, certificate: 'good', behave: fakeCassandra(fields.username, fields.password) });
  });
  afterAll(() => server?.close());
  const logIn = (own: Readonly<Record<string, string>> = {}): Promise<LoggedIn> =>
    logInAt({ connector: 'cassandra', port: server.port, fields: { ...fields, ...own } });

  it('takes the right password', async () => expect(await logIn()).toMatchObject({ verdict: 'ok', code: 'ok' }));
  it('refuses a wrong password, and is not asked again', async () => {
    const before = server.connections();
    expect(await logIn({ password: freshToken() })).toMatchObject({ verdict: 'bad_credentials', code: '0x0100' });
    expect(server.connections()).toBe(before + 1);
  });
  it('refuses a user that is not there', async () => expect(await logIn({ username: 'nobody-here' })).toMatchObject({ verdict: 'bad_credentials' }));
});

describeHostileServers('Cassandra', {
  connector: 'cassandra',
  fields,
  untilTls,
  clear: { 'says what is not of the protocol': 'connect_failed', 'says random bytes': 'connect_failed', 'never stops': 'connect_failed' },
});

describe('a server made for this test', () => {
  const secured = (...answers: readonly Answer[]): Promise<Scripted> =>
    logInAtScripted({ untilTls, certificate: 'good', behave: answering(null, answers) }, { connector: 'cassandra', fields });

  it.each([
    [0x0100, 'bad_credentials'],
    [0x1001, 'target_unavailable'],
    [0x1002, 'target_unavailable'],
    [0x0000, 'target_unavailable'],
    [0x9999, 'unexpected_response'],
  ])('answers the password with error %i: %s, and is not told again', async (code, verdict) => {
    const told = await secured(AUTHENTICATE, failure(code));
    expect(told).toMatchObject({ verdict, connections: 1 });
    expect(told.secured.split(fields.password)).toHaveLength(2);
  });
  it('speaks another version, and says so in a frame of that', async () => {
    expect(await secured(failure(0x0a, 'no', { version: 0x83 }))).toMatchObject({ verdict: 'misconfigured', code: '0x000a' });
  });
  it('wants no password, and is told none', async () => {
    const told = await secured(frame(0x02, Buffer.alloc(0)));
    expect(told).toMatchObject({ verdict: 'unexpected_response', code: 'no_password_asked' });
    expect(told.secured).not.toContain(fields.password);
  });
  it('takes the password and lets nothing be read', async () => {
    expect(await secured(AUTHENTICATE, AUTH_SUCCESS, failure(0x2100))).toMatchObject({ verdict: 'ok_limited' });
  });

  const ENDLESS = Buffer.from([0x84, 0, 0, 0, 0x08, 0x7f, 0xff, 0xff, 0xff]);
  it.each([
    ['announces 2 GB', [ENDLESS]],
    ['announces 2 GB after the login', [AUTHENTICATE, AUTH_SUCCESS, ENDLESS]],
    ['answers as a client', [frame(0x03, Buffer.alloc(2), { version: 0x04 })]],
    ['answers in version 5', [frame(0x03, Buffer.alloc(2), { version: 0x85 })]],
    ['tells an event', [frame(0x0c, Buffer.alloc(4))]],
    ['asks for a second answer', [AUTHENTICATE, frame(0x0e, Buffer.alloc(4))]],
    ['tells an error without a code', [frame(0x00, Buffer.alloc(0))]],
    ['tells a compressed error', [failure(0x0100, 'no', { flags: 1 })]],
    ['gives no rows', [AUTHENTICATE, AUTH_SUCCESS, frame(0x08, Buffer.from([0, 0, 0, 1]))]],
    ['gives rows without a kind', [AUTHENTICATE, AUTH_SUCCESS, frame(0x08, Buffer.alloc(0))]],
    ['gives compressed rows', [AUTHENTICATE, AUTH_SUCCESS, frame(0x08, ROWS.subarray(9), { flags: 1 })]],
    ['lets in before it asks', [AUTH_SUCCESS]],
  ] as const)('%s: that is no verdict', async (_, answers) => {
    expect(await secured(...answers)).toMatchObject({ verdict: 'unexpected_response', code: null, connections: 1 });
  });
});
