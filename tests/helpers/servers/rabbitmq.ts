import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { holdPort, programOf, type RunningServer, startServer, versionsIn } from './server-process.ts';

// Debian's wrapper in /usr/sbin changes to a user and a folder of its own.
const server = programOf('rabbitmq-server', versionsIn('/usr/lib/rabbitmq/lib', 'sbin'));
const epmd = programOf('epmd');
export const hasRabbitMq = server !== undefined && epmd !== undefined;

export type RabbitMq = RunningServer & { readonly clearPort: number };

/** Debian's RabbitMQ with the user "reader" and the virtual host "/"; at `clearPort` without TLS. */
export async function startRabbitMq(password: string): Promise<RabbitMq> {
  const [clear, naming] = [await holdPort(), await holdPort()];
  const [clearPort, namesPort] = [clear.port, naming.port];
  await naming.letGo();
  // Erlang leaves its name server running behind it, unless it finds one.
  const names = spawn(epmd!, ['-port', `${namesPort}`, '-address', '127.0.0.1'], { stdio: 'ignore' });
  const stopNames = async (): Promise<void> => {
    const ended = once(names, 'exit');
    names.kill();
    await ended;
  };
  try {
    const running = await startServer({
      program: server!,
      further: [clear],
      prepare: ({ port, folder }) => writeFileSync(join(folder, 'rabbitmq.conf'), settingsOf({ port, folder, clearPort, password })),
      args: () => [],
      env: ({ port, folder }) => ({ ...foldersIn(folder), RABBITMQ_NODENAME: `test-${port}@localhost`, ERL_EPMD_PORT: `${namesPort}` }),
    });
    return { ...running, clearPort, stop: () => running.stop().finally(stopNames) };
  } catch (error) {
    await stopNames();
    throw error;
  }
}

type Settings = { readonly port: number; readonly folder: string; readonly clearPort: number; readonly password: string };

function settingsOf({ port, folder, clearPort, password }: Settings): string {
  const settings = {
    'listeners.tcp.1': `127.0.0.1:${clearPort}`,
    'listeners.ssl.1': `127.0.0.1:${port}`,
    'ssl_options.certfile': join(folder, 'good.pem'),
    'ssl_options.keyfile': join(folder, 'good.key.pem'),
    'ssl_options.cacertfile': join(folder, 'ca.pem'),
    default_user: 'reader',
    default_pass: password,
    'log.console': 'true',
    'log.file': 'false',
  };
  return Object.entries(settings)
    .map((line) => `${line.join(' = ')}\n`)
    .join('');
}

/** Each of Debian's folders belongs to its own user. */
function foldersIn(folder: string): NodeJS.ProcessEnv {
  const places = {
    BASE: '',
    CONFIG_FILE: 'rabbitmq',
    CONF_ENV_FILE: 'rabbitmq-env.conf',
    MNESIA_BASE: 'mnesia',
    LOG_BASE: 'log',
    SCHEMA_DIR: 'schema',
    GENERATED_CONFIG_DIR: 'config',
    ENABLED_PLUGINS_FILE: 'enabled_plugins',
    PID_FILE: 'pid',
  };
  return Object.fromEntries(Object.entries(places).map(([name, place]) => [`RABBITMQ_${name}`, join(folder, place)]));
}
