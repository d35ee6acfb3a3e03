import type { ConnectionFilter, ConnectionStore } from '../../shared/connections/connection-store.ts';
import { secretArnsOf } from '../../shared/connections/secret-arns.ts';
import type { StoredConnection } from '../../shared/connections/stored-connection.ts';
import { marksOf, SECRETS, STATES } from './kill-marks.ts';
import type { Story } from './kill-story.ts';

/** Everything as the store tells it: connections by id, and where each is found. */
export type Survey = {
  readonly found: ReadonlyMap<string, StoredConnection>;
  /** By secret. */
  readonly dependents: ReadonlyMap<string, ReadonlySet<string>>;
  /** By state, and '' for all. */
  readonly listed: ReadonlyMap<string, ReadonlySet<string>>;
};

/** Connections first: who enters a secret before writing its connection has it in the index by then. */
export async function survey(store: ConnectionStore, ids: readonly string[]): Promise<Survey> {
  const found = new Map<string, StoredConnection>();
  for (let from = 0; from < ids.length; from += 100)
    for (const connection of await walk(store, { projects: null, ids: ids.slice(from, from + 100) })) found.set(connection.id, connection);
  const dependents = new Map<string, ReadonlySet<string>>();
  for (const secretArn of SECRETS) dependents.set(secretArn, idsOf(await walk(store, { projects: null, secretArn })));
  const listed = new Map([['', idsOf(await walk(store, { projects: null }))]]);
  for (const state of STATES) listed.set(state, idsOf(await walk(store, { projects: null, state })));
  return { found, dependents, listed };
}

/** What is wrong, connection by connection. */
export function faultsOf({ found, dependents, listed }: Survey, story: Story): readonly string[] {
  return story.ids().flatMap((id) => {
    const connection = found.get(id) ?? null;
    const fault = story.faultOf(id, connection, connection ? marksOf(connection) : { config: '', standing: '' });
    if (!connection) return fault === null ? [] : [fault];
    const missing = secretArnsOf(connection.config).filter((arn) => !dependents.get(arn)?.has(id));
    const unlisted = ['', connection.standing.state].filter((state) => !listed.get(state)?.has(id));
    return [
      ...(fault === null ? [] : [fault]),
      ...missing.map((arn) => `${id} depends on ${arn}, and the index does not say so`),
      ...unlisted.map((state) => `${id} is not listed${state === '' ? '' : ` as ${state}`}`),
    ];
  });
}

/** How many pairs of a connection and a secret of its masks there are. */
export function dependencies({ found }: Survey): number {
  return [...found.values()].reduce((sum, { config }) => sum + secretArnsOf(config).length, 0);
}

function idsOf(connections: readonly StoredConnection[]): ReadonlySet<string> {
  return new Set(connections.map(({ id }) => id));
}

async function walk(store: ConnectionStore, filter: ConnectionFilter): Promise<readonly StoredConnection[]> {
  const all: StoredConnection[] = [];
  for (let after: string | null = null; ;) {
    const { items, next } = await store.list(filter, { limit: 100, after });
    all.push(...items);
    if (next === null) return all;
    after = next;
  }
}
