import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { type AuthContext, type Connection, Server, type ServerConfig, utils } from 'ssh2';
import { NOBODY, programOf, type RunningServer, startServer } from './server-process.ts';

export type KeyPair = { readonly private: string; readonly public: string };

const sshd = programOf('sshd');
export const hasSshd = sshd !== undefined;
/** Who it runs as is whom it lets in: only root could let in another. */
export const SSH_USER = process.getuid?.() === 0 ? 'nobody' : userInfo().username;

/** ssh2 leaves out the zero bytes a public key begins with, and one pair of 256 is of no use to anybody (https://github.com/mscdex/ssh2/issues/1390). */
export function keyPair(passphrase?: string): KeyPair {
  for (;;) {
    const pair = utils.generateKeyPairSync('ed25519', passphrase === undefined ? {} : { cipher: 'aes256-ctr', rounds: 16, passphrase });
    if (!(utils.parseKey(pair.public) instanceof Error) && !(utils.parseKey(pair.private, passphrase) instanceof Error)) return pair;
  }
}

/** As `ssh-keygen -l` says it. */
export function fingerprintOf({ public: text }: KeyPair): string {
  const blob = Buffer.from(text.split(' ')[1] ?? '', 'base64');
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=$/, '')}`;
}

/** Debian's OpenSSH with this host key, for whoever has one of the keys. */
export function startSshd(host: KeyPair, users: readonly KeyPair[], more: readonly string[] = []): Promise<RunningServer> {
  return startServer({
    program: sshd!,
    prepare: ({ folder }) => {
      writeFileSync(join(folder, 'host'), host.private, { mode: 0o600 });
      writeFileSync(join(folder, 'keys'), users.map((user) => `${user.public}\n`).join(''));
      const lines = ['UsePAM yes', 'StrictModes no', 'LogLevel VERBOSE', 'PidFile none', 'Subsystem sftp internal-sftp', ...more];
      writeFileSync(join(folder, 'sshd_config'), [...lines, `HostKey ${join(folder, 'host')}`, `AuthorizedKeysFile ${join(folder, 'keys')}`, ''].join('\n'));
      if (process.getuid?.() === 0) for (const name of ['host', 'keys', 'sshd_config']) chownSync(join(folder, name), NOBODY, NOBODY);
    },
    args: ({ port, folder }) => ['-D', '-e', '-f', join(folder, 'sshd_config'), '-o', 'ListenAddress=127.0.0.1', '-p', `${port}`],
  });
}

export type SshFake = {
  readonly port: number;
  /** The ways that were tried, "none" aside. */
  readonly tried: readonly string[];
  readonly connections: () => number;
  readonly stop: () => Promise<void>;
};
type FakePlan = { readonly host: KeyPair; readonly authenticate: (context: AuthContext) => void; readonly serve?: (connection: Connection) => void };

/** npm's ssh2 as a server: it can have users with passwords without being root. */
export async function startSshFake({ host, authenticate, serve }: FakePlan, config: Partial<ServerConfig> = {}): Promise<SshFake> {
  const tried: string[] = [];
  const open = new Set<Connection>();
  let connections = 0;
  const server = new Server({ ...config, hostKeys: [host.private] }, (connection) => {
    connections += 1;
    open.add(connection.on('error', () => {}));
    connection.on('authentication', (context) => {
      if (context.method !== 'none') tried.push(context.method);
      authenticate(context);
    });
    serve?.(connection);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const stop = async (): Promise<void> => {
    const closed = once(server.close(), 'close');
    for (const connection of open) connection.end();
    await closed;
  };
  const address: unknown = server.address();
  if (typeof address !== 'object' || address === null || !('port' in address)) throw new Error('no port');
  return { port: Number(address.port), tried, connections: () => connections, stop };
}
