import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshToken } from '../../helpers/canary.ts';
import { said, startHostileServer } from '../../helpers/servers/hostile-server.ts';
import { describeHostileServers, expectUntold } from '../../helpers/servers/hostile-wire.ts';
import { logInAt, type LoggedIn } from '../../helpers/servers/log-in-at.ts';
import { hasPostgres, startPostgres } from '../../helpers/servers/postgres.ts';
import type { RunningServer } from '../../helpers/servers/server-process.ts';

describe.skipIf(!hasPostgres)('PostgreSQL', () => {
  const password = freshToken();
  let server: RunningServer;
  const logIn = (fields: Readonly<Record<string, string>> = {}): Promise<LoggedIn> =>
    logInAt({ connector: 'postgres', port: server.port, fields: { username: 'reader', password, database: 'postgres', ...fields } });

  beforeAll(async () => {
    server = await startPostgres(password);
  }, 120_000);
  afterAll(() => server?.stop());

  it('takes the right password', async () => expect(await logIn()).toMatchObject({ verdict: 'ok', code: 'ok' }));
  it('refuses a wrong password, and is not asked again', async () => {
    const before = server.output().match(/connection received/g)?.length ?? 0;
    expect(await logIn({ password: freshToken() })).toMatchObject({ verdict: 'bad_credentials', code: '28P01' });
    expect((server.output().match(/connection received/g)?.length ?? 0) - before).toBe(1);
  });
  it('refuses a user that is not there', async () => expect(await logIn({ username: 'nobody-here' })).toMatchObject({ verdict: 'bad_credentials' }));
  it('says that a database is not there', async () =>
    expect(await logIn({ database: 'elsewhere' })).toMatchObject({ verdict: 'wrong_address', code: '3D000' }));
});

const fields = { username: 'reader-of-everything', password: freshToken(), database: 'somewhere' };

describeHostileServers('PostgreSQL', {
  connector: 'postgres',
  fields,
  untilTls: async (socket) => {
    await said(socket);
    socket.write('S');
  },
  // Any five bytes are a message with a length, and the rest of it is waited for.
  secured: { 'says what is not of the protocol': 'target_timeout', 'says random bytes': 'target_timeout', 'never stops': 'response_too_large' },
});

describe('PostgreSQL, at a server without TLS', () => {
  it('says nothing but its request for TLS', async () => {
    const server = await startHostileServer({ clear: (socket) => socket.once('data', () => socket.write('N')) });
    expect(await logInAt({ connector: 'postgres', port: server.port, fields })).toMatchObject({ verdict: 'misconfigured', code: 'no_tls' });
    await server.close();
    expect(server.inTheClear().toString('hex')).toBe('0000000804d2162f');
    expectUntold(server.inTheClear(), fields);
  });
});
