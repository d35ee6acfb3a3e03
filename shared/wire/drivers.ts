import type { Driver } from './driver.ts';

/** By the `protocol` of a definition; each is loaded when it is first spoken. */
const DRIVERS: Readonly<Record<string, () => Promise<{ readonly driver: Driver }>>> = {
  ldap: () => import('./ldap.ts'),
  mysql: () => import('./mysql.ts'),
  postgres: () => import('./postgres.ts'),
  redis: () => import('./redis.ts'),
  sftp: () => import('./sftp.ts'),
  smtp: () => import('./smtp.ts'),
};

/** @throws Error for a protocol that no definition has */
export async function driverOf(protocol: string): Promise<Driver> {
  const load = Object.hasOwn(DRIVERS, protocol) ? DRIVERS[protocol] : undefined;
  if (!load) throw new Error('A definition names a protocol that has no driver.');
  return (await load()).driver;
}
