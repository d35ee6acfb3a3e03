import type { Driver } from './driver.ts';

/** By the `protocol` of a definition; each is loaded when it is first spoken. */
const DRIVERS: Readonly<Record<string, () => Promise<{ readonly driver: Driver }>>> = {
  amqp: () => import('./amqp.ts'),
  bolt: () => import('./bolt.ts'),
  cassandra: () => import('./cassandra.ts'),
  ftp: () => import('./ftp.ts'),
  imap: () => import('./imap.ts'),
  kafka: () => import('./kafka.ts'),
  ldap: () => import('./ldap.ts'),
  mongodb: () => import('./mongodb.ts'),
  mqtt: () => import('./mqtt.ts'),
  mysql: () => import('./mysql.ts'),
  postgres: () => import('./postgres.ts'),
  redis: () => import('./redis.ts'),
  sftp: () => import('./sftp.ts'),
  smtp: () => import('./smtp.ts'),
  sqlserver: () => import('./sqlserver.ts'),
};

/** @throws Error for a protocol that no definition has */
export async function driverOf(protocol: string): Promise<Driver> {
  const load = Object.hasOwn(DRIVERS, protocol) ? DRIVERS[protocol] : undefined;
  if (!load) throw new Error('A definition names a protocol that has no driver.');
  return (await load()).driver;
}
