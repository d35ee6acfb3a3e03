import { randomUUID } from 'node:crypto';
import type { StoredConnection } from '../../shared/connections/stored-connection.ts';
import { CONNECTED, maskOf, recentOf, storedConnection } from '../helpers/stores/stored-connections.ts';

/** `port`: the one of the target, at each of its addresses. */
export type SweepPlan = { readonly connections: number; readonly secrets: number; readonly hosts: number; readonly port: number };

export const EVERY_MINUTES = 60;
export const QUEUE = 'sweep';
export const READER_ARN = 'arn:aws:iam::137149879143:role/secret-mask-resolver/reader';
const PROJECTS = 20;
const DAY_MS = 86_400_000;
const THIRTY_GOOD = recentOf(
  Array.from({ length: 30 }, () => 'authorized'),
  Date.now() - 2 * DAY_MS - 3_600_000,
);

export function planOf(text: string): SweepPlan {
  const { connections, secrets, hosts, port }: SweepPlan = JSON.parse(text);
  return { connections, secrets, hosts, port };
}

/** Loopback addresses stand for hosts: all of 127/8 is this machine's. */
export function addressOf(host: number): string {
  return `127.0.${1 + Math.floor(host / 250)}.${1 + (host % 250)}`;
}

export function secretName(secret: number): string {
  return `sweep/secret-${secret}`;
}

export function hostsTag(secret: number, { hosts, port }: SweepPlan): string {
  return `${addressOf(secret % hosts)}:${port}/`;
}

export function idOf(at: number): string {
  // Spread over the shards of ids.
  return `con_${((at * 2_654_435_761) % 4_294_967_296).toString(16).padStart(8, '0')}${at.toString(16).padStart(24, '0')}`;
}

/** The connections of a secret are of one project and go to one host, each to a path of its own. */
export function connectionAt(at: number, plan: SweepPlan): StoredConnection {
  const secret = at % plan.secrets;
  const config = { baseUrl: `http://${addressOf(secret % plan.hosts)}:${plan.port}`, path: `/c/${at}`, token: maskOf(secretName(secret)) };
  const schedule = { every: `PT${EVERY_MINUTES}M`, enabled: true };
  const dayAgo = new Date(Date.now() - DAY_MS).toISOString();
  // As one that was verified before stands: what is written of it takes the place of as much.
  const standing = { ...CONNECTED, since: dayAgo, lastVerifiedAt: dayAgo, lastOkAt: dayAgo, versionIds: [randomUUID()], recent: THIRTY_GOOD };
  const project = `team-${secret % PROJECTS}`;
  return storedConnection({ id: idOf(at), name: `Service ${at}`, project, connector: 'generic-http', method: 'bearer', config, schedule, standing });
}
