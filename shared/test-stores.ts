import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { AttemptStore } from './attempts/attempt-store.ts';
import { makeDynamoAttemptStore } from './attempts/dynamo-attempt-store.ts';
import type { BudgetStore } from './budgets/budget-store.ts';
import { makeDynamoBudgetStore } from './budgets/dynamo-budget-store.ts';
import type { ConnectionStore } from './connections/connection-store.ts';
import { readConnection } from './connections/dynamo-connection-read.ts';
import { writeStanding } from './connections/dynamo-standing.ts';
import type { IdempotencyStore } from './http/idempotency-store.ts';
import { storeBehaviour } from './secrets/aws-calls.ts';
import { readStoreSettings } from './settings/dynamo-store-settings.ts';
import type { SettingsStore } from './settings/settings-store.ts';
import type { TableNames } from './tables/table-names.ts';
import { entriesIn } from './verifications/dynamo-entry.ts';
import type { Retention } from './verifications/retention.ts';
import type { VerificationStore } from './verifications/verification-store.ts';

/** What a function that tests needs of the ports, and so loads of the code behind them. */
export type TestStores = {
  readonly connections: Pick<ConnectionStore, 'get' | 'setStanding' | 'list'>;
  readonly verifications: Pick<VerificationStore, 'begin' | 'end'>;
  readonly idempotency: IdempotencyStore;
  readonly settings: Pick<SettingsStore, 'storesFor'>;
  readonly attempts: AttemptStore;
  readonly spending: BudgetStore;
};
type TestTables = Omit<TableNames, 'hosts' | 'runs' | 'watches'>;

/** The tables behind them; one client, built at cold start. */
export function makeTestStores(tables: TestTables, retention: Retention): TestStores {
  const client = new DynamoDBClient(storeBehaviour(Math.random));
  const connections = { client, table: tables.connections };
  return {
    connections: {
      get: (id) => readConnection(connections, id),
      setStanding: (...[id, revision, standing, before]) => writeStanding(connections, { id, revision, standing, before }),
      // Only the test of a store lists.
      list: async (filter, page) => (await import('./connections/dynamo-connection-list.ts')).listConnections({ client, tables }, { filter, page }),
    },
    verifications: entriesIn({ client, table: tables.verifications, retention }),
    idempotency: loadedLate(async () => (await import('./http/dynamo-idempotency-store.ts')).makeDynamoIdempotencyStore(client, tables)),
    settings: { storesFor: (project) => readStoreSettings({ client, table: tables.settings }, project, Date.now()) },
    attempts: makeDynamoAttemptStore(client, tables),
    spending: makeDynamoBudgetStore(client, tables),
  };
}

/** Most requests carry no key. */
function loadedLate(load: () => Promise<IdempotencyStore>): IdempotencyStore {
  let loading: Promise<IdempotencyStore> | undefined;
  const store = (): Promise<IdempotencyStore> => (loading ??= load());
  return {
    claim: async (...asked) => (await store()).claim(...asked),
    complete: async (...told) => (await store()).complete(...told),
    release: async (key) => (await store()).release(key),
  };
}
