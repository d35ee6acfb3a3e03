import type { ConnectionState, StoredConnection } from '../../shared/connections/stored-connection.ts';
import type { AuditEntry } from '../../shared/verifications/verification-store.ts';
import type { World } from './virtual-world.ts';

/** What a connection has come to by its verdicts, as the contract has it, worked out by itself. */
export type Story = {
  readonly state: ConnectionState;
  readonly changes: readonly string[];
  /** The window of the last verdict that says something of it. */
  readonly latestAt: string | null;
};

const OF_CODE: Readonly<Record<string, ConnectionState>> = { ok: 'connected', forbidden: 'refused', target_timeout: 'unreachable' };

/** Verdicts in the order of their windows: a failure counts from the second one in a row on, what says nothing of the connection never. */
export function storyOf(entries: readonly AuditEntry[]): Story {
  let state: ConnectionState = 'untested';
  let failing: ConnectionState | null = null;
  const changes: string[] = [];
  let latestAt: string | null = null;
  for (const { at, result } of entries) {
    const says = OF_CODE[result?.code ?? ''];
    if (!says) continue;
    latestAt = at;
    const isFirst: boolean = says !== 'connected' && says !== state && says !== failing;
    failing = isFirst ? says : null;
    if (isFirst || says === state) continue;
    changes.push(`${state} > ${says}`);
    state = says;
  }
  return { state, changes, latestAt };
}

/** All entries by their connection, each in the order of windows. */
export async function entriesOf({ stores }: World, connections: readonly StoredConnection[]): Promise<ReadonlyMap<string, readonly AuditEntry[]>> {
  const entries = new Map<string, AuditEntry[]>(connections.map(({ id }) => [id, []]));
  for (const project of new Set(connections.map((one) => one.project)))
    for (const entry of (await stores.verifications.audit({ project }, { limit: Infinity, after: null })).items)
      entries.get(entry.connectionId ?? '')?.unshift(entry);
  return entries;
}

/** What was told of each connection; what was told twice, once. */
export function changesTold({ events }: World): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const told = new Map<string, Map<string, string>>();
  for (const { type, detail } of events.published) {
    if (type !== 'Connection Status Changed') continue;
    const of = told.get(detail.connectionId) ?? new Map<string, string>();
    told.set(detail.connectionId, of.set(detail.id, `${detail.from} > ${detail.to}`));
  }
  return told;
}
