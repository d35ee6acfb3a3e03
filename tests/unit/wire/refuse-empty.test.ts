import { Socket } from 'node:net';
import { expect, it } from 'vitest';
import type { Line } from '../../../shared/wire/driver.ts';
import { driverOf } from '../../../shared/wire/drivers.ts';

it.each(['bolt', 'cassandra', 'ftp', 'imap', 'mqtt'])('%s: an empty password is no password, and nothing is said without one', async (protocol) => {
  const driver = await driverOf(protocol);
  const settings = Object.fromEntries(driver.settings.map((name) => [name, name === 'password' ? '' : 'something']));
  let said = 0;
  const fail = (): never => {
    said += 1;
    throw new Error('the line was used');
  };
  const line: Line = { host: 'h.test', port: 1, tls: {}, secure: fail, socket: Object.assign(new Socket(), { write: fail }) };
  await expect(driver.logIn(line, settings)).rejects.toMatchObject({ code: 'value_unusable', where: { pointer: '/config/password' } });
  expect(said).toBe(0);
});
