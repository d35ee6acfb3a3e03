import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuthContext, Connection } from 'ssh2';
import { freshCanary, freshToken } from '../../helpers/canary.ts';
import { startHostileServer } from '../../helpers/servers/hostile-server.ts';
import { describeHostileServers } from '../../helpers/servers/hostile-wire.ts';
import { logInAt, type LoggedIn } from '../../helpers/servers/log-in-at.ts';
import type { RunningServer } from '../../helpers/servers/server-process.ts';
import { fingerprintOf, hasSshd, keyPair, SSH_USER, startSshd, startSshFake } from '../../helpers/servers/sshd.ts';

const host = keyPair();
const hostKeyFingerprint = fingerprintOf(host);

describe.skipIf(!hasSshd)('OpenSSH', () => {
  const [own, passphrase] = [keyPair(), freshToken()];
  const locked = keyPair(passphrase);
  let server: RunningServer;
  const logIn = (fields: Readonly<Record<string, string>> = {}): Promise<LoggedIn> =>
    logInAt({
      connector: 'sftp',
      method: 'private_key',
      port: server.port,
      fields: { username: SSH_USER, privateKey: own.private, hostKeyFingerprint, ...fields },
    });
  const lines = (pattern: RegExp): number => server.output().match(pattern)?.length ?? 0;

  beforeAll(async () => void (server = await startSshd(host, [own, locked])), 60_000);
  afterAll(() => server?.stop());

  it('takes the right key', async () => expect(await logIn()).toMatchObject({ verdict: 'ok', code: 'ok' }));
  it('takes a key with its passphrase', async () => expect(await logIn({ privateKey: locked.private, passphrase })).toMatchObject({ verdict: 'ok' }));
  it('refuses another key, and is not asked again', async () => {
    const before = lines(/Connection from/g);
    expect(await logIn({ privateKey: keyPair().private })).toMatchObject({ verdict: 'bad_credentials', code: 'auth_failed' });
    expect(lines(/Connection from/g) - before).toBe(1);
  });
  it('is told nothing where the passphrase is missing or wrong, or the key is none', async () => {
    const before = lines(/publickey/g);
    for (const fields of [{ privateKey: locked.private }, { privateKey: locked.private, passphrase: freshToken() }, { privateKey: freshToken() }])
      expect(await logIn(fields)).toMatchObject({ verdict: 'misconfigured', code: 'key_unusable' });
    expect(lines(/publickey/g)).toBe(before);
  });
  it('refuses a user that is not there', async () => expect(await logIn({ username: 'nobody-here' })).toMatchObject({ verdict: 'bad_credentials' }));
  it('is not told who comes where its host key is another one', async () => {
    const username = freshToken();
    expect(await logIn({ username, hostKeyFingerprint: fingerprintOf(keyPair()) })).toMatchObject({ verdict: 'wrong_address', code: 'host_key' });
    expect(server.output()).not.toContain(username);
  });
});

const ATTRIBUTES = { mode: 0o755, uid: 0, gid: 0, size: 0, atime: 0, mtime: 0 };

describe("npm's ssh2 as a server", () => {
  const password = freshCanary();
  const fields = { username: 'exchange', password, hostKeyFingerprint };
  const byPassword = (context: AuthContext): void => {
    if (context.method === 'password' && context.username === 'exchange' && context.password === password) context.accept();
    else context.reject(['password', 'publickey']);
  };
  const withFiles = (connection: Connection): void => {
    connection.on('session', (accept) =>
      accept().on('sftp', (open) => {
        const files = open();
        files.on('REALPATH', (id) => files.name(id, [{ filename: '/', longname: '/', attrs: ATTRIBUTES }]));
      }),
    );
  };
  const attempt = async (authenticate: (context: AuthContext) => void, serve?: (connection: Connection) => void, asked = fields) => {
    const server = await startSshFake({ host, authenticate, ...(serve && { serve }) });
    const told = await logInAt({ connector: 'sftp', port: server.port, fields: asked, limits: { responseMs: 2_000 } });
    await server.stop();
    return { ...told, tried: server.tried, connections: server.connections() };
  };

  it('takes the right password', async () => expect(await attempt(byPassword, withFiles)).toMatchObject({ verdict: 'ok', tried: ['password'] }));
  it('refuses a wrong password, and is not asked again', async () =>
    expect(await attempt(byPassword, withFiles, { ...fields, password: freshToken() })).toMatchObject({
      verdict: 'bad_credentials',
      code: 'auth_failed',
      tried: ['password'],
      connections: 1,
    }));
  it('takes the login and gives no files', async () =>
    expect(await attempt(byPassword, (connection) => connection.on('session', (accept) => void accept()))).toMatchObject({ verdict: 'ok_limited' }));
  it('is told nothing where its host key is another one', async () =>
    expect(await attempt(byPassword, withFiles, { ...fields, hostKeyFingerprint: fingerprintOf(keyPair()) })).toMatchObject({
      verdict: 'wrong_address',
      code: 'host_key',
      tried: [],
    }));
  it('says that it takes keys only', async () =>
    expect(await attempt((context) => context.reject(['publickey', 'keyboard-interactive']))).toMatchObject({
      verdict: 'misconfigured',
      code: 'method_refused',
      tried: ['password'],
    }));
  it('says that it wants a second factor', async () =>
    expect(await attempt((context) => context.reject(['keyboard-interactive'], true))).toMatchObject({ code: 'more_factors', tried: ['password'] }));
  it('may change the password only by itself', async () =>
    expect(await attempt((context) => (context.method === 'password' ? context.requestChange('new?', () => {}) : context.reject()))).toMatchObject({
      tried: ['password'],
    }));
});

it('what is no fingerprint is compared with nothing', async () => {
  const server = await startHostileServer({ clear: () => {} });
  const fields = { username: 'exchange', password: freshToken(), hostKeyFingerprint: 'SHA256:' };
  expect(await logInAt({ connector: 'sftp', port: server.port, fields })).toMatchObject({ verdict: 'wrong_address', code: 'host_key' });
  expect(server.inTheClear().length).toBe(0);
  await server.close();
});

describeHostileServers('SSH', {
  connector: 'sftp',
  fields: { username: 'reader-of-everything', password: freshCanary(), hostKeyFingerprint },
  untilTls: null,
  // Lines before the version are a greeting (RFC 4253 §4.2), and it is waited for.
  clear: { 'says what is not of the protocol': 'target_timeout' },
});
