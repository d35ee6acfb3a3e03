import { writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { holdPort, programOf, type RunningServer, startServer } from './server-process.ts';

const dovecot = programOf('dovecot');
export const hasDovecot = dovecot !== undefined;

/** `port` is for TLS at once, `startTlsPort` for TLS on request. */
export type RunningDovecot = RunningServer & { readonly startTlsPort: number };

/** Debian's Dovecot with the user "reader", over TLS only, without a wait after a wrong password. */
export async function startDovecot(password: string): Promise<RunningDovecot> {
  const startTls = await holdPort();
  const startTlsPort = startTls.port;
  const server = await startServer({
    program: dovecot!,
    further: [startTls],
    prepare: ({ port, folder }) => {
      writeFileSync(join(folder, 'users'), `reader:{PLAIN}${password}\n`);
      writeFileSync(join(folder, 'dovecot.conf'), configured({ port, startTlsPort, folder }));
    },
    args: ({ folder }) => ['-F', '-c', join(folder, 'dovecot.conf')],
  });
  return { ...server, startTlsPort };
}

type Place = { readonly port: number; readonly startTlsPort: number; readonly folder: string };

/** Everything runs as the one user that started it. */
function configured({ port, startTlsPort, folder }: Place): string {
  const isRoot = process.getuid?.() === 0;
  const user = isRoot ? 'nobody' : userInfo().username;
  const services = ['anvil', 'stats', 'auth', 'auth-worker', 'log', 'imap'].map((name) => `service ${name} {\n  chroot =\n  user = ${user}\n}`);
  return `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = /dev/stderr
protocols = imap
default_internal_user = ${user}
default_login_user = ${user}
${isRoot ? 'default_internal_group = nogroup' : ''}
first_valid_uid = 1
ssl = required
ssl_cert = <${folder}/good.pem
ssl_key = <${folder}/good.key.pem
auth_failure_delay = 0
mail_location = maildir:${folder}/mail
passdb {
  driver = passwd-file
  args = username_format=%u ${folder}/users
}
userdb {
  driver = static
  args = home=${folder}/home
}
service imap-login {
  chroot =
  inet_listener imap {
    address = 127.0.0.1
    port = ${startTlsPort}
  }
  inet_listener imaps {
    address = 127.0.0.1
    port = ${port}
  }
}
# No wait for whoever was refused before.
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
${services.join('\n')}
`;
}
