import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { programOf, type RunningServer, startServer } from './server-process.ts';

const vsftpd = programOf('vsftpd');
const unshare = programOf('unshare');
const openssl = programOf('openssl');
const isRoot = process.getuid?.() === 0;
if (!isRoot) console.warn('SKIPPED: vsftpd logs users of the machine in, so its part of this suite runs for root alone.');
export const hasVsftpd = isRoot && vsftpd !== undefined && unshare !== undefined && openssl !== undefined;

const USER = 65_534;
/** It logs users of the machine in: it gets files of its own for them, which nobody else sees. */
const BOUND = { passwd: '/etc/passwd', shadow: '/etc/shadow', pam: '/etc/pam.d/vsftpd' };

/** Debian's vsftpd with the user "reader", over TLS only; `implicit` begins with it. Each command is in its log. */
export async function startVsftpd(password: string, tls: 'explicit' | 'implicit'): Promise<RunningServer> {
  const server = await startServer({
    program: unshare!,
    asRoot: true,
    prepare: ({ port, folder }) => prepare({ port, folder }, { password, tls }),
    args: ({ folder }) => {
      const mounts = Object.entries(BOUND).map(([name, path]) => `mount --bind '${join(folder, name)}' '${path}'`);
      return ['--mount', 'sh', '-c', [...mounts, `exec '${vsftpd}' '${join(folder, 'vsftpd.conf')}'`].join(' && ')];
    },
  });
  return { ...server, output: () => server.output() + readFileSync(join(server.folder, 'log'), 'utf8') };
}

type Place = { readonly port: number; readonly folder: string };
type Kind = { readonly password: string; readonly tls: 'explicit' | 'implicit' };

function prepare({ port, folder }: Place, { password, tls }: Kind): void {
  const hash = spawnSync(openssl!, ['passwd', '-6', '-stdin'], { input: password, encoding: 'utf8' }).stdout.trim();
  const home = join(folder, 'home');
  for (const path of [home, join(folder, 'empty')]) mkdirSync(path);
  chownSync(home, USER, USER);
  chmodSync(folder, 0o755);
  const files = {
    passwd: `root:x:0:0::/:/bin/sh\nnobody:x:${USER - 1}:${USER}::/:/bin/sh\nreader:x:${USER}:${USER}::${home}:/bin/sh\n`,
    shadow: `root:*:19000::::::\nreader:${hash}:19000::::::\n`,
    pam: 'auth required pam_unix.so nodelay\naccount required pam_unix.so\n',
    log: '',
    'vsftpd.conf': configured({ port, folder }, tls),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}

function configured({ port, folder }: Place, tls: Kind['tls']): string {
  const settings = {
    listen: 'YES',
    listen_ipv6: 'NO',
    listen_address: '127.0.0.1',
    listen_port: `${port}`,
    background: 'NO',
    anonymous_enable: 'NO',
    local_enable: 'YES',
    nopriv_user: 'nobody',
    secure_chroot_dir: join(folder, 'empty'),
    pam_service_name: 'vsftpd',
    seccomp_sandbox: 'NO',
    session_support: 'NO',
    ssl_enable: 'YES',
    implicit_ssl: tls === 'implicit' ? 'YES' : 'NO',
    force_local_logins_ssl: 'YES',
    rsa_cert_file: join(folder, 'good.pem'),
    rsa_private_key_file: join(folder, 'good.key.pem'),
    vsftpd_log_file: join(folder, 'log'),
    xferlog_enable: 'YES',
    log_ftp_protocol: 'YES',
    delay_failed_login: '0',
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
