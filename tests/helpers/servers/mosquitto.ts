import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { programOf, type RunningServer, startServer } from './server-process.ts';

const mosquitto = programOf('mosquitto');
const passwords = programOf('mosquitto_passwd');
export const hasMosquitto = mosquitto !== undefined && passwords !== undefined;

/** Debian's Mosquitto with the user "reader", over TLS only. */
export function startMosquitto(password: string): Promise<RunningServer> {
  return startServer({
    program: mosquitto!,
    prepare: ({ port, folder, run }) => {
      run(passwords!, ['-b', '-c', join(folder, 'passwords'), 'reader', password]);
      const lines = {
        listener: `${port} 127.0.0.1`,
        certfile: join(folder, 'good.pem'),
        keyfile: join(folder, 'good.key.pem'),
        password_file: join(folder, 'passwords'),
        allow_anonymous: 'false',
        log_dest: 'stderr',
      };
      const text = Object.entries(lines).map(([name, value]) => `${name} ${value}\n`);
      writeFileSync(join(folder, 'mosquitto.conf'), text.join(''));
    },
    args: ({ folder }) => ['-c', join(folder, 'mosquitto.conf')],
  });
}
