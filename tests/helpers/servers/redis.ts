import { join } from 'node:path';
import { programOf, type RunningServer, startServer } from './server-process.ts';

const redis = programOf('redis-server');
export const hasRedis = redis !== undefined;

/** Debian's Redis, over TLS only, with these further lines of configuration. */
export function startRedis(settings: readonly string[] = []): Promise<RunningServer> {
  return startServer({
    program: redis!,
    args: ({ port, folder }) => {
      const own = {
        bind: '127.0.0.1',
        port: '0',
        'tls-port': `${port}`,
        'tls-auth-clients': 'no',
        'tls-cert-file': join(folder, 'good.pem'),
        'tls-key-file': join(folder, 'good.key.pem'),
        'tls-ca-cert-file': join(folder, 'ca.pem'),
        save: '',
        dir: folder,
        loglevel: 'debug',
      };
      return [...Object.entries(own).flatMap(([name, value]) => [`--${name}`, value]), ...settings];
    },
  });
}
