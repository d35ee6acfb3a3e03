import { createConnection } from 'mysql2';
import { type Driver, OK } from './driver.ts';
import { mysqlStream } from './mysql-stream.ts';

/**
 * The protocol of MySQL and MariaDB. Codes are the servers' numbers: https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html,
 * https://mariadb.com/docs/server/reference/error-codes.
 */
export const driver: Driver = {
  settings: ['user', 'password', 'database'],
  logIn: (line, { user = '', password = '', ...database }) =>
    new Promise<string>((resolve, reject) => {
      const { stream, secure } = mysqlStream(line);
      const conclude = (error: unknown): void => {
        const code = codeOf(error);
        if (code === null) reject(error);
        else resolve(code);
      };
      const connection = createConnection({ ...fixed(), user, password, ...database, host: line.host, port: line.port, stream });
      // The library's own knows neither a private authority nor the name of an address.
      Object.assign(connection, { startTLS: (goOn: () => void) => void secure().then(goOn).catch(conclude) });
      connection.on('error', conclude);
      // Packets out of order: thrown here, it is not printed, and nothing that follows is read.
      connection.on('warn', (warning: Error) => {
        throw warning;
      });
      connection.query('SELECT 1', (error) => (error ? conclude(error) : resolve(OK)));
    }),
};

const OWN_CODES: Readonly<Record<string, string>> = {
  HANDSHAKE_NO_SSL_SUPPORT: 'no_tls',
  MYSQL_CLEAR_PASSWORD_NOT_ENABLED: 'method_refused',
  AUTH_SWITCH_PLUGIN_ERROR: 'method_refused',
};

/** The server's number; those of Node are negative. */
function codeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if ('errno' in error && typeof error.errno === 'number' && error.errno > 0) return `${error.errno}`;
  return 'code' in error && typeof error.code === 'string' && Object.hasOwn(OWN_CODES, error.code) ? (OWN_CODES[error.code] ?? null) : null;
}

/** Made anew for each login, since the library writes into it. No file is read for a server, and no code is made from what it says. */
function fixed() {
  return {
    ssl: { rejectUnauthorized: true, verifyIdentity: true, minVersion: 'TLSv1.2' },
    flags: ['-LOCAL_FILES'],
    authPlugins: { mysql_clear_password: refused, sha256_password: refused },
    enableCleartextPlugin: false,
    multipleStatements: false,
    disableEval: true,
    enableKeepAlive: false,
    connectTimeout: 0,
    charset: 'UTF8MB4_UNICODE_CI',
    connectAttributes: { program_name: 'secret-mask-resolver' },
  };
}

/** By these the password itself would be said. caching_sha2_password, which may ask for it too, does so under TLS only, and so does everything here. */
function refused() {
  return (): never => {
    throw new Error('The server asks for a method that is not spoken.');
  };
}
