import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import mqttPacket, { type IConnectPacket, type Packet } from 'mqtt-packet';
import { type Driver, OK, type Settings } from './driver.ts';
import { refuseEmpty } from './refuse-empty.ts';

type Version = { readonly protocolVersion: 4 | 5 };

/**
 * MQTT 3.1.1 and 5: CONNECT, its answer, DISCONNECT. Codes are those of CONNACK: 3.1.1 §3.2.2.3,
 * https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html §3.2.2.2.
 */
export const driver: Driver = {
  settings: ['username', 'password', 'version'],
  logIn: async (line, settings) => {
    refuseEmpty(settings, ['username', 'password', 'version']);
    const version: Version = { protocolVersion: settings['version'] === '5' ? 5 : 4 };
    const socket = await line.secure();
    const answer = await answerTo(socket, connectFor(settings, version), version);
    // Also for AUTH, with which a broker of version 5 would begin another way to prove oneself.
    if (answer.cmd !== 'connack') throw new Error('no answer');
    const code = answer.reasonCode ?? answer.returnCode;
    if (code !== 0) return `${code}`;
    await new Promise<void>((resolve) => {
      socket.once('close', () => resolve());
      socket.end(mqttPacket.generate({ cmd: 'disconnect' }, version), () => resolve());
    });
    return OK;
  },
};

/** A client ID that is in use would throw that client off the broker. A password that is text would be printed where DEBUG is set. */
function connectFor({ username = '', password = '' }: Settings, version: Version): IConnectPacket {
  const clientId = `secret-mask-resolver-${randomUUID()}`;
  return { cmd: 'connect', protocolId: 'MQTT', ...version, clean: true, keepalive: 0, clientId, username, password: Buffer.from(password) };
}

/** The first packet that the broker sends; what comes after it is nobody's. */
function answerTo(socket: Socket, connect: IConnectPacket, version: Version): Promise<Packet> {
  return new Promise((resolve, reject) => {
    const parser = mqttPacket.parser(version);
    parser.on('packet', resolve);
    parser.on('error', reject);
    socket.on('data', (chunk: Buffer) => {
      try {
        parser.parse(chunk);
      } catch (error) {
        reject(error);
      }
    });
    socket.once('close', () => reject(new Error('closed')));
    socket.write(mqttPacket.generate(connect, version));
  });
}
