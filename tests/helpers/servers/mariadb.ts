import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { programOf, type RunningServer, startServer } from './server-process.ts';

const mariadbd = programOf('mariadbd');
const installDb = programOf('mariadb-install-db');
export const hasMariadb = mariadbd !== undefined && installDb !== undefined;

/** Debian's MariaDB, over TLS only, which runs these statements before it listens. */
export function startMariadb(statements: readonly string[]): Promise<RunningServer> {
  return startServer({
    program: mariadbd!,
    prepare: ({ folder, run }) => {
      run(installDb!, ['--no-defaults', `--datadir=${join(folder, 'data')}`, '--auth-root-authentication-method=normal', '--skip-test-db']);
      writeFileSync(join(folder, 'init.sql'), statements.map((statement) => `${statement};\n`).join(''));
    },
    args: ({ port, folder }) =>
      [
        '--no-defaults',
        `--datadir=${join(folder, 'data')}`,
        `--init-file=${join(folder, 'init.sql')}`,
        `--socket=${join(folder, 'socket')}`,
        `--pid-file=${join(folder, 'pid')}`,
        `--port=${port}`,
        '--bind-address=127.0.0.1',
        '--skip-name-resolve',
        '--require-secure-transport=ON',
        '--ssl-cert=good.pem',
        '--ssl-key=good.key.pem',
        '--innodb-flush-method=fsync',
        '--innodb-use-native-aio=0',
        '--innodb-buffer-pool-size=8M',
        '--plugin-load-add=auth_ed25519',
        '--general-log=1',
        `--general-log-file=${join(folder, 'log')}`,
      ].map((argument) => argument.replace('=good', `=${folder}/good`)),
  });
}
