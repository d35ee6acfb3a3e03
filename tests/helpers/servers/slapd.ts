import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { programOf, type RunningServer, startServer } from './server-process.ts';

const slapd = programOf('slapd');
export const hasSlapd = slapd !== undefined;
export const ADMIN = 'cn=admin,cn=example';

/** Debian's OpenLDAP with the one account of its administrator: "ldap" begins in the clear, "ldaps" with TLS. */
export function startSlapd(scheme: 'ldap' | 'ldaps', password: string): Promise<RunningServer> {
  return startServer({
    program: slapd!,
    prepare: ({ folder }) => {
      const lines = [
        `TLSCertificateFile ${join(folder, 'good.pem')}`,
        `TLSCertificateKeyFile ${join(folder, 'good.key.pem')}`,
        'security simple_bind=128',
        'database ldif',
        'suffix cn=example',
        `directory ${folder}`,
        `rootdn ${ADMIN}`,
        `rootpw ${password}`,
      ];
      writeFileSync(join(folder, 'slapd.conf'), lines.join('\n'));
    },
    args: ({ port, folder }) => ['-d', 'stats', '-f', join(folder, 'slapd.conf'), '-h', `${scheme}://127.0.0.1:${port}/`],
  });
}
