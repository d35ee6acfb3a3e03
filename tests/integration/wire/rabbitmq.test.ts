import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLOSE, frameOf, longText, OPEN_OK, START, TUNE } from '../../../shared/wire/amqp-frames.ts';
import { freshToken } from '../../helpers/canary.ts';
import { bundledLogIn } from '../../helpers/servers/bundled-log-in.ts';
import { startHostileServer } from '../../helpers/servers/hostile-server.ts';
import { logInAt, type LoggedIn } from '../../helpers/servers/log-in-at.ts';
import { describeHostileServers, GREETS_IN_THE_CLEAR } from '../../helpers/servers/hostile-wire.ts';
import { hasRabbitMq, type RabbitMq, startRabbitMq } from '../../helpers/servers/rabbitmq.ts';

describe.skipIf(!hasRabbitMq)('RabbitMQ', () => {
  const password = freshToken();
  let server: RabbitMq;
  const logIn = (fields: Readonly<Record<string, string>> = {}, port = server.port): Promise<LoggedIn> =>
    logInAt({ connector: 'rabbitmq', port, fields: { username: 'reader', password, ...fields } });
  const accepted = (): number => server.output().match(/accepting AMQP connection/g)?.length ?? 0;

  beforeAll(async () => void (server = await startRabbitMq(password)), 120_000);
  afterAll(() => server?.stop());

  it('takes the right password, and the connection is closed properly', async () => {
    expect(await logIn()).toMatchObject({ verdict: 'ok', code: 'ok' });
    await expect.poll(server.output, { timeout: 10_000 }).toContain('closing AMQP connection');
    expect(server.output()).not.toContain('unexpectedly closed');
  });
  it('refuses a wrong password, and is not asked again', async () => {
    const before = accepted();
    expect(await logIn({ password: freshToken() })).toMatchObject({ verdict: 'bad_credentials', code: '403' });
    // The log may be behind; once it tells of a later login, it has told of all before it.
    expect(await logIn()).toMatchObject({ verdict: 'ok' });
    await expect.poll(accepted).toBeGreaterThanOrEqual(before + 2);
    expect(accepted()).toBe(before + 2);
  });
  it('refuses a user that is not there', async () => expect(await logIn({ username: 'nobody-here' })).toMatchObject({ verdict: 'bad_credentials' }));
  it('says that a virtual host is not there', async () =>
    expect(await logIn({ vhost: '/elsewhere' })).toMatchObject({ verdict: 'wrong_address', code: '530' }));
  it('is logged in to from the bundle too', async () => {
    const bundle = await bundledLogIn();
    const fields = { username: 'reader', password };
    expect(await bundle.logInAt({ connector: 'rabbitmq', port: server.port, fields })).toMatchObject({ verdict: 'ok' });
    await bundle.remove();
  });
  it('is told nothing at a port without TLS', async () =>
    expect(await logIn({}, server.clearPort)).toMatchObject({ verdict: 'misconfigured', code: 'no_tls' }));
});

describeHostileServers('RabbitMQ', {
  connector: 'rabbitmq',
  fields: { username: freshToken(), password: freshToken() },
  untilTls: async () => {},
  clear: GREETS_IN_THE_CLEAR,
});

describe('A server that speaks AMQP', () => {
  const start = (mechanisms: string): Buffer => frameOf(START, Buffer.from([0, 9]), longText(''), longText(mechanisms), longText('en_US'));
  const [started, tuned, opened] = [start('AMQPLAIN PLAIN'), frameOf(TUNE, Buffer.alloc(8)), frameOf(OPEN_OK, Buffer.alloc(1))];
  const closed = (code: number): Buffer => frameOf(CLOSE, Buffer.from([code >> 8, code & 255, 0, 0, 0, 0, 0]));
  const heartbeat = Buffer.from([8, 0, 0, 0, 0, 0, 0, 0xce]);
  const secure = frameOf(0x000a0014, longText('challenge'));
  const fields = { username: freshToken(), password: freshToken() };

  const told = async (...frames: readonly Buffer[]): Promise<LoggedIn & { readonly heard: string }> => {
    const behave = (socket: Socket): void => void socket.end(Buffer.concat(frames));
    const server = await startHostileServer({ untilTls: async () => {}, certificate: 'good', behave });
    const loggedIn = await logInAt({ connector: 'rabbitmq', port: server.port, fields });
    await server.close();
    expect(server.connections()).toBe(1);
    return { ...loggedIn, heard: server.underTls().toString('latin1') };
  };

  it('lets in, and hangs up at once: the login is a good one still', async () =>
    expect(await told(started, tuned, opened)).toMatchObject({ verdict: 'ok', code: 'ok' }));
  it('says that it is alive in between', async () => expect(await told(heartbeat, started, heartbeat, tuned, opened)).toMatchObject({ verdict: 'ok' }));
  it('takes no passwords: none is sent', async () => {
    const { verdict, code, heard } = await told(start('EXTERNAL AMQPLAIN'));
    expect({ verdict, code }).toEqual({ verdict: 'misconfigured', code: 'no_plain' });
    expect(heard).toBe('AMQP\0\0\u0009\u0001');
  });
  it.each([
    ['before the password', [closed(320)], 'target_unavailable'],
    ['after the password', [started, closed(403)], 'bad_credentials'],
    ['for the virtual host', [started, tuned, closed(530)], 'wrong_address'],
    ['for what no rule knows', [started, closed(504)], 'unexpected_response'],
  ])('closes %s', async (_, frames, verdict) => expect(await told(...frames)).toMatchObject({ verdict }));
  it.each([
    ['asks for more', [started, secure]],
    ['skips a step', [started, opened]],
    ['breaks a frame', [started.subarray(0, -1), Buffer.from([0]), tuned, opened]],
    ['announces four gigabytes', [Buffer.from([1, 0, 0, 0xff, 0xff, 0xff, 0xff])]],
    ['cuts its greeting short', [frameOf(START, Buffer.from([0, 9, 0, 0, 0, 99]))]],
    ['closes without a code', [frameOf(CLOSE)]],
  ])('%s', async (_, frames) => expect((await told(...frames)).code).toBe(null));
});
