import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshToken } from '../../helpers/canary.ts';
import { failed, fakeNeo4j, message, RECORD, SUCCESS, VERSIONS } from '../../helpers/servers/fake-bolt.ts';
import { type HostileServer, startHostileServer } from '../../helpers/servers/hostile-server.ts';
import { describeHostileServers } from '../../helpers/servers/hostile-wire.ts';
import { logInAt, type LoggedIn } from '../../helpers/servers/log-in-at.ts';
import { type Answer, answering, logInAtScripted, type Scripted } from '../../helpers/servers/scripted.ts';

const fields = { username: 'reader-of-everything', password: `${freshToken()}ä` };
const untilTls = async (): Promise<void> => {};
const [HELLO, GOODBYE, RUN, PULL, LOGON] = [0x01, 0x02, 0x10, 0x3f, 0x6a];

/** Of the messages of one connection, each in one chunk, after the versions that were offered. */
function kindsOf(told: Buffer): readonly (number | undefined)[] {
  const kinds: (number | undefined)[] = [];
  for (let at = 20; at + 4 <= told.length; at += 4 + told.readUInt16BE(at)) kinds.push(told[at + 3]);
  return kinds;
}

describe.each(['4.4', '5.4'] as const)('a fake Neo4j with Bolt %s, made from the specification', (version) => {
  let server: HostileServer;
  beforeAll(async () => {
    server = await startHostileServer({ untilTls, certificate: 'good', behave: fakeNeo4j({ ...fields, version, database: 'app' }) });
  });
  afterAll(() => server?.close());
  const logIn = (own: Readonly<Record<string, string>> = {}): Promise<LoggedIn> =>
    logInAt({ connector: 'neo4j', port: server.port, fields: { ...fields, ...own } });

  it('takes the right password, in the home database and in a named one', async () => {
    expect(await logIn()).toMatchObject({ verdict: 'ok', code: 'ok' });
    expect(await logIn({ database: 'app' })).toMatchObject({ verdict: 'ok', code: 'ok' });
  });
  it('refuses a wrong password, and is not asked again', async () => {
    const before = server.connections();
    expect(await logIn({ password: freshToken() })).toMatchObject({ verdict: 'bad_credentials', code: 'Neo.ClientError.Security.Unauthorized' });
    expect(server.connections()).toBe(before + 1);
  });
  it('is asked for no routing table', async () => {
    const before = server.underTls().length;
    expect(await logIn()).toMatchObject({ verdict: 'ok' });
    const told = server.underTls().subarray(before);
    expect(kindsOf(told).filter((kind) => kind !== GOODBYE)).toEqual(version === '4.4' ? [HELLO, RUN, PULL] : [HELLO, LOGON, RUN, PULL]);
    // A password of chance may hold the word.
    expect(told.toString().replaceAll(fields.password, '')).not.toMatch(/rout|address/i);
  });
  it('says that a database is not there', async () => expect(await logIn({ database: 'elsewhere' })).toMatchObject({ verdict: 'wrong_address' }));
});

describeHostileServers('Neo4j', {
  connector: 'neo4j',
  fields,
  untilTls,
  clear: { 'says what is not of the protocol': 'connect_failed', 'says random bytes': 'connect_failed', 'never stops': 'connect_failed' },
});

describe('a server made for this test', () => {
  const secured = (...answers: readonly Answer[]): Promise<Scripted> =>
    logInAtScripted({ untilTls, certificate: 'good', behave: answering(null, answers) }, { connector: 'neo4j', fields });
  const V5 = VERSIONS['5.4'];

  it.each([
    ['Neo.ClientError.Security.Unauthorized', 'bad_credentials'],
    ['Neo.ClientError.Security.CredentialsExpired', 'bad_credentials'],
    ['Neo.ClientError.Security.AuthenticationRateLimit', 'locked'],
    ['Neo.ClientError.Security.Forbidden', 'forbidden'],
    ['Neo.TransientError.General.DatabaseUnavailable', 'target_unavailable'],
    ['Neo.Something.Else', 'unexpected_response'],
  ])('answers the password with %s: %s, and is not told again', async (code, verdict) => {
    const told = await secured(V5, SUCCESS, failed(code));
    expect(told).toMatchObject({ verdict, code, connections: 1 });
    expect(told.secured.split(fields.password)).toHaveLength(2);
  });
  it('speaks none of our versions, and is told nothing', async () => {
    const told = await secured(Buffer.alloc(4));
    expect(told).toMatchObject({ verdict: 'misconfigured', code: 'no_version' });
    expect(told.secured).toHaveLength(20);
  });
  it('hears no password before the version is settled', async () => {
    const told = await secured();
    expect(told.verdict).toBe('target_timeout');
    expect(told.secured).toHaveLength(20);
  });

  it.each([
    ['chooses a version that was not offered', [Buffer.from([0, 0, 0, 5])]],
    ['chooses version 6', [Buffer.from([0, 0, 0, 6])]],
    ['is a web server', ['HTTP/1.1 400\r\n\r\n']],
    ['ignores what is said', [V5, message(0x7e, {})]],
    ['fails with no map', [V5, Buffer.from([0, 3, 0xb1, 0x7f, 0xc0, 0, 0])]],
    ['fails with a text that ends too early', [V5, Buffer.from([0, 5, 0xb1, 0x7f, 0xa1, 0x8f, 0x61, 0, 0])]],
    ['fails with a text of 4 GB', [V5, Buffer.from([0, 8, 0xb1, 0x7f, 0xa1, 0xd2, 255, 255, 255, 255, 0, 0])]],
    ['fails with a number', [V5, Buffer.from([0, 6, 0xb1, 0x7f, 0xa1, 0x81, 0x61, 0x01, 0, 0])]],
    ['gives records without an end', [V5, Buffer.concat(Array.from({ length: 40 }, () => RECORD))]],
    ['says again and again that it is still there', [V5, Buffer.alloc(400)]],
    ['sends a message without an end', [V5, Buffer.concat(Array.from({ length: 3 }, () => Buffer.concat([Buffer.from([255, 255]), Buffer.alloc(65_535, 1)])))]],
  ] as const)('%s: that is no verdict', async (_, answers) => {
    expect(await secured(...answers)).toMatchObject({ verdict: 'unexpected_response', code: null, connections: 1 });
  });
  it('fails with an empty map: that is no verdict', async () => {
    expect(await secured(V5, message(0x7f, {}))).toMatchObject({ verdict: 'unexpected_response' });
  });
});
