import { Kafka, logLevel, type SASLOptions } from 'kafkajs';
import { afterEach, describe, expect, it } from 'vitest';
import { freshToken } from '../../helpers/canary.ts';
import { pem } from '../../helpers/raw-target.ts';
import { bundledLogIn } from '../../helpers/servers/bundled-log-in.ts';
import { type FakeKafka, type KafkaPlan, startFakeKafka } from '../../helpers/servers/fake-kafka.ts';
import { startHostileServer } from '../../helpers/servers/hostile-server.ts';
import { describeHostileServers, expectUntold, GREETS_IN_THE_CLEAR } from '../../helpers/servers/hostile-wire.ts';
import { logInAt, type LoggedIn } from '../../helpers/servers/log-in-at.ts';

const MECHANISMS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;
const SCRAMS = MECHANISMS.slice(1);
const WHOLE_LOGIN = ['ApiVersions', 'SaslHandshake', 'SaslAuthenticate', 'Metadata'];
const password = freshToken();
const user = { name: 'orders', password };
const FIELDS = { username: 'orders', password, mechanism: 'SCRAM-SHA-512' };
const opened: FakeKafka[] = [];

async function fake(plan: Partial<KafkaPlan> = {}): Promise<FakeKafka> {
  const server = await startFakeKafka({ user, ...plan });
  opened.push(server);
  return server;
}
const logIn = ({ port }: FakeKafka, fields: Readonly<Record<string, string>> = {}): Promise<LoggedIn> =>
  logInAt({ connector: 'kafka', port, fields: { ...FIELDS, ...fields } });

afterEach(async () => void (await Promise.all(opened.splice(0).map(({ close }) => close()))));

describe('A fake broker that speaks as Kafka does', () => {
  it.each(MECHANISMS)('takes the right password by %s', async (mechanism) => {
    const server = await fake();
    expect(await logIn(server, { mechanism })).toMatchObject({ verdict: 'ok', code: 'ok' });
    expect([...new Set(server.asked())]).toEqual(WHOLE_LOGIN);
  });
  it.each(MECHANISMS)('refuses a wrong password by %s, and is not asked again', async (mechanism) => {
    const server = await fake();
    expect(await logIn(server, { mechanism, password: freshToken() })).toMatchObject({ verdict: 'bad_credentials', code: '58' });
    expect([...new Set(server.asked())]).toEqual(WHOLE_LOGIN.slice(0, -1));
    expect(server.asked().filter((name) => name === 'SaslHandshake')).toHaveLength(1);
    expect(server.connections()).toBe(1);
  });
  it.each(SCRAMS)('is told no password by %s', async (mechanism) => {
    const server = await fake();
    expect(await logIn(server, { mechanism })).toMatchObject({ verdict: 'ok' });
    expectUntold(server.underTls(), { password });
  });
  it('refuses a user that is not there', async () =>
    expect(await logIn(await fake(), { username: 'nobody-here' })).toMatchObject({ verdict: 'bad_credentials' }));
  it('does not offer the mechanism: the password is not sent by another', async () => {
    const server = await fake({ mechanisms: ['PLAIN'] });
    expect(await logIn(server)).toMatchObject({ verdict: 'misconfigured', code: '33' });
    expect(server.asked()).toEqual(['ApiVersions', 'SaslHandshake']);
  });
  it('asks for no login at this listener', async () =>
    expect(await logIn(await fake({ mechanisms: [] }))).toMatchObject({ verdict: 'misconfigured', code: '34' }));
  it('names another broker as the only one, which is not called', async () => {
    const other = await startHostileServer({ clear: () => {} });
    expect(await logIn(await fake({ advertised: other.port }))).toMatchObject({ verdict: 'ok' });
    expect(other.connections()).toBe(0);
    await other.close();
  });
  it('resets the connection after the login, which stands', async () =>
    expect(await logIn(await fake({ afterwards: (below) => below.resetAndDestroy() }))).toMatchObject({ verdict: 'ok' }));
  it('speaks only the older metadata', async () => {
    expect(await logIn(await fake({ versions: { Metadata: [0, 1] } }))).toMatchObject({ verdict: 'ok' });
  });
  it.each(['Metadata', 'SaslHandshake', 'SaslAuthenticate'] as const)('speaks no version of %s that is spoken here: nothing is sent', async (api) => {
    const server = await fake({ versions: { [api]: [9, 12] } });
    expect(await logIn(server)).toMatchObject({ verdict: 'misconfigured', code: 'no_version' });
    expect(server.asked()).toEqual(['ApiVersions']);
  });
  it.each([
    ['SaslAuthenticate', 'does not prove that it knows the password', () => Buffer.from([0, 0, 255, 255, 0, 0, 0, 0])],
    ['SaslAuthenticate', 'proves it with the wrong key', (answer: Buffer) => Buffer.from(answer.toString('latin1').replace(/v=..../, 'v=AAAA'), 'latin1')],
    ['SaslAuthenticate', 'says more than it sends', () => Buffer.from([0, 0, 255, 255, 0, 0, 1, 0])],
    ['Metadata', 'has no brokers', () => Buffer.alloc(12)],
    ['Metadata', 'has two thousand million brokers', () => Buffer.from([0, 0, 0, 0, 127, 255, 255, 255])],
    ['ApiVersions', 'speaks nothing', () => Buffer.alloc(0)],
  ] as const)('in %s %s: no verdict on the credentials', async (api, _, answer) => {
    expect(await logIn(await fake({ instead: { [api]: answer } }))).toMatchObject({ verdict: 'unexpected_response', code: null });
  });
  it('answers what nobody asked', async () => expect(await logIn(await fake({ isBeside: true }))).toMatchObject({ verdict: 'unexpected_response' }));
  it('is logged in to from the bundle too', async () => {
    const [bundle, server] = [await bundledLogIn(), await fake()];
    expect(await bundle.logInAt({ connector: 'kafka', port: server.port, fields: FIELDS })).toMatchObject({ verdict: 'ok' });
    await bundle.remove();
  });
});

describe('kafkajs', () => {
  const asked = async ({ port }: FakeKafka, sasl: SASLOptions): Promise<unknown> => {
    const ssl = { ca: [pem('ca')], servername: '' };
    const admin = new Kafka({ brokers: [`127.0.0.1:${port}`], ssl, sasl, retry: { retries: 0 }, logLevel: logLevel.NOTHING }).admin();
    try {
      await admin.connect();
      return await admin.describeCluster();
    } catch (error) {
      return error;
    } finally {
      await admin.disconnect();
    }
  };
  it.each(['plain', 'scram-sha-256', 'scram-sha-512'] as const)(
    'finds the fake true by %s: it is let in, and refused with a wrong password',
    async (mechanism) => {
      const server = await fake();
      const sasl = (secret: string): SASLOptions => ({ mechanism, username: 'orders', password: secret });
      expect(await asked(server, sasl(password))).toMatchObject({ clusterId: 'cluster', brokers: [{ nodeId: 7 }] });
      expect(await asked(server, sasl(freshToken()))).toMatchObject({ name: 'KafkaJSSASLAuthenticationError' });
    },
  );
});

describeHostileServers('Kafka', {
  connector: 'kafka',
  fields: { username: freshToken(), password: freshToken(), mechanism: 'PLAIN' },
  untilTls: async () => {},
  clear: GREETS_IN_THE_CLEAR,
});
