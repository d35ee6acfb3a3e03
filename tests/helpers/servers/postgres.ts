import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { programOf, type RunningServer, startServer, versionsIn } from './server-process.ts';

const PLACES = versionsIn('/usr/lib/postgresql', 'bin');
const postgres = programOf('postgres', PLACES);
const initdb = programOf('initdb', PLACES);
export const hasPostgres = postgres !== undefined && initdb !== undefined;

/** Debian's PostgreSQL with the user "reader", over TLS only. */
export function startPostgres(password: string): Promise<RunningServer> {
  return startServer({
    program: postgres!,
    isReady: /ready to accept connections/,
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
      const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
      return ['-D', join(folder, 'data'), '-h', '127.0.0.1', '-p', `${port}`, '-F', ...options];
    },
  });
}
