import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshToken } from '../../helpers/canary.ts';
import { logInAt, type LoggedIn } from '../../helpers/servers/log-in-at.ts';
import { programOf, type RunningServer, startServer, versionsIn } from '../../helpers/servers/server-process.ts';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PLACES = versionsIn('/usr/lib/postgresql', 'bin');
const postgres = programOf('postgres', PLACES);
const initdb = programOf('initdb', PLACES);

describe.skipIf(!postgres || !initdb)('PostgreSQL', () => {
  const password = freshToken();
  let server: RunningServer;
  const logIn = (fields: Readonly<Record<string, string>> = {}): Promise<LoggedIn> =>
    logInAt({ connector: 'postgres', port: server.port, fields: { username: 'reader', password, database: 'postgres', ...fields } });

  beforeAll(async () => {
    server = await startServer({
      program: postgres!,
      prepare: ({ folder, run }) => {
        writeFileSync(join(folder, 'password'), password);
        run(initdb!, ['-D', join(folder, 'data'), '-U', 'reader', '--pwfile', join(folder, 'password'), '--auth=scram-sha-256', '--no-sync']);
        writeFileSync(join(folder, 'data', 'pg_hba.conf'), 'hostssl all all all scram-sha-256\n');
      },
      args: ({ port, folder }) => {
        const settings = {
          ssl: 'on',
          ssl_cert_file: join(folder, 'good.pem'),
          ssl_key_file: join(folder, 'good.key.pem'),
          unix_socket_directories: folder,
          log_connections: 'on',
        };
        return [
          '-D',
          join(folder, 'data'),
          '-h',
          '127.0.0.1',
          '-p',
          `${port}`,
          '-F',
          ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
        ];
      },
    });
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
