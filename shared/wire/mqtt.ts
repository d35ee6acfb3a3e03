import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import mqtt, { type IClientOptions } from 'mqtt/lib/client';
import { type Driver, OK } from './driver.ts';
import { refuseEmpty } from './refuse-empty.ts';

type Client = InstanceType<typeof mqtt.default>;
type Version = Pick<IClientOptions, 'protocolVersion'>;

const VERSIONS: Readonly<Record<string, Version>> = { '3.1.1': { protocolVersion: 4 }, '5': { protocolVersion: 5 } };

/** MQTT 3.1.1 and 5. Codes are those of CONNACK: 3.1.1 §3.2.2.3, https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html §3.2.2.2. */
export const driver: Driver = {
  settings: ['username', 'password', 'version'],
  logIn: async (line, settings) => {
    refuseEmpty(settings, ['username', 'password', 'version']);
    const { username = '', password = '', version = '' } = settings;
    const socket = await line.secure();
    // A password that is text would be printed where DEBUG is set. A client ID that is in use would throw that client off the broker.
    const own = { username, password: Buffer.from(password), clientId: `secret-mask-resolver-${randomUUID()}` };
    const client = new mqtt.default(() => socket, { ...FIXED, ...VERSIONS[version], ...own });
    const code = await connected(client);
    if (code !== OK) return code;
    const left = Promise.race([once(socket, 'finish'), once(socket, 'close')]);
    client.end();
    await left.catch(() => {});
    return OK;
  },
};

const FIXED = {
  protocolId: 'MQTT',
  clean: true,
  keepalive: 0,
  reconnectPeriod: 0,
  resubscribe: false,
  log: () => {},
} as const satisfies IClientOptions;

/** What the broker answers to the one CONNECT. */
function connected(client: Client): Promise<string> {
  return new Promise((resolve, reject) => {
    client.once('connect', () => resolve(OK));
    client.on('close', () => reject(new Error('closed')));
    client.on('error', (error: Error) => {
      if ('code' in error && typeof error.code === 'number') resolve(`${error.code}`);
      else reject(error);
    });
  });
}
