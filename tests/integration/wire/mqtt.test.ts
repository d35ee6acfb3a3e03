import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshToken } from '../../helpers/canary.ts';
import { startHostileServer } from '../../helpers/servers/hostile-server.ts';
import { describeHostileServers } from '../../helpers/servers/hostile-wire.ts';
import { logInAt, type LoggedIn } from '../../helpers/servers/log-in-at.ts';
import { hasMosquitto, startMosquitto } from '../../helpers/servers/mosquitto.ts';
import type { RunningServer } from '../../helpers/servers/server-process.ts';

describe.skipIf(!hasMosquitto)('Mosquitto', () => {
  const password = freshToken();
  let server: RunningServer;
  const logIn = (fields: Readonly<Record<string, string>> = {}): Promise<LoggedIn> =>
    logInAt({ connector: 'mqtt', port: server.port, fields: { username: 'reader', password, ...fields } });
  const connections = (): number => server.output().match(/New connection from/g)?.length ?? 0;

  beforeAll(async () => {
    server = await startMosquitto(password);
  }, 120_000);
  afterAll(() => server?.stop());

  describe.each(['3.1.1', '5'])('by MQTT %s', (version) => {
    it('takes the right password, and hears that the client leaves', async () => {
      expect(await logIn({ version })).toMatchObject({ verdict: 'ok', code: 'ok' });
      await expect.poll(() => server.output()).toMatch(new RegExp(`as secret-mask-resolver-[0-9a-f-]{36} \\(p${version === '5' ? 5 : 2}, c1, k0`));
      await expect
        .poll(() =>
          server
            .output()
            .match(/Client secret-mask-resolver-\S+ (?:disconnected|closed)/g)
            ?.at(-1),
        )
        .toMatch(/disconnected$/);
    });
    it('refuses a wrong password, and is not asked again', async () => {
      const before = connections();
      const code = version === '5' ? '135' : '5';
      expect(await logIn({ version, password: freshToken() })).toMatchObject({ verdict: 'bad_credentials', code });
      await expect.poll(connections).toBe(before + 1);
    });
    it('refuses a user that is not there', async () => expect(await logIn({ version, username: 'nobody-here' })).toMatchObject({ verdict: 'bad_credentials' }));
  });

  it('gets another client ID each time, so that no running client is thrown off', async () => {
    await Promise.all([logIn(), logIn(), logIn()]);
    await expect.poll(connections).toBeGreaterThan(3);
    const ids = [...server.output().matchAll(/as (secret-mask-resolver-\S+)/g)].map(([, id]) => id);
    expect(ids.length).toBeGreaterThan(3);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

const fields = { username: 'reader-of-everything', password: freshToken() };
const hostile = { connector: 'mqtt', untilTls: async () => {} };

for (const version of ['3.1.1', '5']) {
  describeHostileServers(`MQTT ${version}`, {
    ...hostile,
    fields: { ...fields, version },
    // TLS begins at once: what is no TLS is the end of the connection.
    clear: { 'says what is not of the protocol': 'connect_failed', 'says random bytes': 'connect_failed', 'never stops': 'connect_failed' },
  });
}

/** Answers of a broker that is not Mosquitto: kind and length, then flags, code and for MQTT 5 no properties. */
const CONNACK = (code: number, version: string): Buffer => Buffer.from(version === '5' ? [0x20, 3, 0, code, 0] : [0x20, 2, 0, code]);

describe('a broker made for this test', () => {
  const answered = async (answer: Buffer, version: string, after: 'stay' | 'reset' = 'stay'): Promise<LoggedIn & { readonly connections: number }> => {
    const server = await startHostileServer({
      untilTls: async () => {},
      certificate: 'good',
      behave: (socket, below) => {
        socket.once('data', () => socket.write(answer, () => void (after === 'reset' && setImmediate(() => below.resetAndDestroy()))));
      },
    });
    const ended = await logInAt({ connector: 'mqtt', port: server.port, fields: { ...fields, version } });
    await server.close();
    return { ...ended, connections: server.connections() };
  };

  it.each([
    [4, '3.1.1', 'bad_credentials'],
    [3, '3.1.1', 'target_unavailable'],
    [1, '3.1.1', 'misconfigured'],
    [134, '5', 'bad_credentials'],
    [132, '5', 'misconfigured'],
    [137, '5', 'target_unavailable'],
    [138, '5', 'locked'],
    [159, '5', 'rate_limited'],
    [99, '5', 'unexpected_response'],
  ] as const)('answers %i in MQTT %s: %s', async (code, version, verdict) => {
    expect(await answered(CONNACK(code, version), version)).toMatchObject({ verdict, code: `${code}`, connections: 1 });
  });

  it('names another server to go to, and nobody goes there', async () => {
    const elsewhere = await startHostileServer({ clear: () => {} });
    const reference = Buffer.from(`127.0.0.1:${elsewhere.port}`);
    const property = Buffer.from([0x1c, 0, reference.length, ...reference]);
    const moved = Buffer.from([0x20, property.length + 3, 0, 157, property.length, ...property]);
    expect(await answered(moved, '5')).toMatchObject({ verdict: 'redirect_blocked', code: '157', connections: 1 });
    await elsewhere.close();
    expect(elsewhere.connections()).toBe(0);
  });

  it('resets the connection after the login: it was a login all the same', async () => {
    expect(await answered(CONNACK(0, '5'), '5', 'reset')).toMatchObject({ verdict: 'ok', connections: 1 });
  });

  it('accepts and refuses at once: the second answer is nobody’s', async () => {
    const both = Buffer.concat([CONNACK(5, '3.1.1'), CONNACK(0, '3.1.1')]);
    expect(await answered(both, '3.1.1')).toMatchObject({ verdict: 'bad_credentials', connections: 1 });
  });
});
