import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { freshCanary, freshToken } from '../../helpers/canary.ts';
import { startHostileServer } from '../../helpers/servers/hostile-server.ts';
import { describeHostileServers } from '../../helpers/servers/hostile-wire.ts';
import { logInAt, type LoggedIn } from '../../helpers/servers/log-in-at.ts';
import { hasRedis, startRedis } from '../../helpers/servers/redis.ts';
import type { RunningServer } from '../../helpers/servers/server-process.ts';

describe.skipIf(!hasRedis)('Redis', () => {
  const password = freshToken();
  let server: RunningServer;
  const logIn = (fields: Readonly<Record<string, string>> = {}): Promise<LoggedIn> =>
    logInAt({ connector: 'redis', port: server.port, fields: { password, ...fields } });
  const connections = (): number => server.output().match(/Accepted 127\.0\.0\.1/g)?.length ?? 0;

  beforeAll(async () => {
    const users = [`reader on >${password} +ping`, `mute on >${password} -@all`, `gone off >${password} +@all`];
    server = await startRedis(['--requirepass', password, ...users.flatMap((user) => ['--user', ...user.split(' ')])]);
  }, 60_000);
  afterAll(() => server?.stop());

  it('takes the right password', async () => expect(await logIn()).toMatchObject({ verdict: 'ok', code: 'ok' }));
  it('takes the right password of a user', async () => expect(await logIn({ username: 'reader' })).toMatchObject({ verdict: 'ok' }));
  it.each([{}, { username: 'reader' }])('refuses a wrong password, and is not asked again: %j', async (user) => {
    const before = connections();
    expect(await logIn({ ...user, password: freshToken() })).toMatchObject({ verdict: 'bad_credentials', code: 'WRONGPASS' });
    expect(connections() - before).toBe(1);
  });
  it('refuses a user that is not there, and one that is switched off', async () => {
    expect(await logIn({ username: 'nobody-here' })).toMatchObject({ verdict: 'bad_credentials' });
    expect(await logIn({ username: 'gone' })).toMatchObject({ verdict: 'bad_credentials' });
  });
  it('knows a good password that may do nothing', async () =>
    expect(await logIn({ username: 'mute' })).toMatchObject({ verdict: 'ok_limited', code: 'NOPERM' }));
});

describe.skipIf(!hasRedis)('Redis without a password', () => {
  it('takes no password for the right one', async () => {
    const server = await startRedis();
    onTestFinished(server.stop);
    for (const user of [{}, { username: 'default' }])
      expect(await logInAt({ connector: 'redis', port: server.port, fields: { ...user, password: freshToken() } })).toMatchObject({
        verdict: 'misconfigured',
        code: 'no_password_set',
      });
  }, 60_000);
});

const fields = { username: 'reader-of-everything', password: freshCanary() };

describeHostileServers('Redis', {
  connector: 'redis',
  fields,
  untilTls: async () => {},
  // TLS comes first, and what answers it in the clear is no TLS.
  clear: { 'says what is not of the protocol': 'connect_failed', 'says random bytes': 'connect_failed', 'never stops': 'connect_failed' },
});

describe('Redis, at a server of our own that speaks the protocol', () => {
  const logInTo = async (answer: string): Promise<LoggedIn & { readonly heard: string }> => {
    const answers = answer.split(/(?<=\n)(?=[+-])/);
    const answering = (socket: Socket): void => void socket.on('data', () => socket.write(answers.shift() ?? ''));
    const behave = { untilTls: async () => {}, certificate: 'good', behave: answering };
    const server = await startHostileServer(behave);
    const told = await logInAt({ connector: 'redis', port: server.port, fields });
    await server.close();
    expect(server.connections()).toBe(1);
    return { ...told, heard: server.underTls().toString() };
  };

  it('says two words and a name', async () => {
    const { verdict, heard } = await logInTo('+OK\r\n+PONG\r\n');
    expect(verdict).toBe('ok');
    expect(heard).toBe(
      `*3\r\n$4\r\nAUTH\r\n$20\r\nreader-of-everything\r\n$${Buffer.byteLength(fields.password)}\r\n${fields.password}\r\n*1\r\n$4\r\nPING\r\n`,
    );
  });
  it.each(['AUTH', 'PING'])('does not go where an answer to %s sends it', async (word) => {
    const elsewhere = await startHostileServer({ clear: () => {} });
    const moved = `-MOVED 3999 127.0.0.1:${elsewhere.port}\r\n`;
    expect(await logInTo(word === 'AUTH' ? moved : `+OK\r\n${moved}`)).toMatchObject({ verdict: 'wrong_address', code: 'MOVED' });
    await elsewhere.close();
    expect(elsewhere.connections()).toBe(0);
  });
  it.each([
    ['-ERR invalid password', 'bad_credentials'],
    ['-WRONGPASS invalid username-password pair or user is disabled.', 'bad_credentials'],
    ['-ERR Client sent AUTH, but no password is set', 'misconfigured'],
    ["-ERR wrong number of arguments for 'auth' command", 'misconfigured'],
    ['-DENIED Redis is running in protected mode', 'forbidden'],
    ['-ERR max number of clients reached', 'target_unavailable'],
    ['-LOADING Redis is loading the dataset in memory', 'target_unavailable'],
    ['-ERR something else', 'unexpected_response'],
    ['+OK so far', 'unexpected_response'],
    ['$2\r\nOK', 'unexpected_response'],
  ])('takes "%s" for %s', async (answer, verdict) => expect(await logInTo(`${answer}\r\n`)).toMatchObject({ verdict }));
});
