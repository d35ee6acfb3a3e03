import type { Driver } from './driver.ts';

/** By the `protocol` of a definition; each is loaded when it is first spoken. */
const DRIVERS: Readonly<Record<string, () => Promise<{ readonly driver: Driver }>>> = {
  bolt: () => import('./bolt.ts'),
  cassandra: () => import('./cassandra.ts'),
  ftp: () => import('./ftp.ts'),
  imap: () => import('./imap.ts'),
  mqtt: () => import('./mqtt.ts'),
  amqp: () => import('./amqp.ts'),
  kafka: () => import('./kafka.ts'),
  mongodb: () => import('./mongodb.ts'),
  postgres: () => import('./postgres.ts'),
  sqlserver: () => import('./sqlserver.ts'),
};

/** @throws Error for a protocol that no definition has */
export async function driverOf(protocol: string): Promise<Driver> {
  const load = Object.hasOwn(DRIVERS, protocol) ? DRIVERS[protocol] : undefined;
  if (!load) throw new Error('A definition names a protocol that has no driver.');
  return (await load()).driver;
}
