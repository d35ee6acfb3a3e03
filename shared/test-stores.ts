import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ConnectionStore } from './connections/connection-store.ts';
import { readConnection } from './connections/dynamo-connection-read.ts';
import { writeStanding } from './connections/dynamo-standing.ts';
import { makeDynamoIdempotencyStore } from './http/dynamo-idempotency-store.ts';
import type { IdempotencyStore } from './http/idempotency-store.ts';
import { clientBehaviour } from './secrets/aws-calls.ts';
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
};

/** The tables behind them; one client, built at cold start. */
export function makeTestStores(tables: TableNames, retention: Retention): TestStores {
  const client = new DynamoDBClient(clientBehaviour(Math.random));
  const connections = { client, table: tables.connections };
  return {
    connections: {
      get: (id) => readConnection(connections, id),
      setStanding: (id, revision, standing) => writeStanding(connections, { id, revision, standing }),
      // Only the test of a store lists.
      list: async (filter, page) => (await import('./connections/dynamo-connection-list.ts')).listConnections({ client, tables }, { filter, page }),
    },
    verifications: entriesIn({ client, table: tables.verifications, retention }),
    idempotency: makeDynamoIdempotencyStore(client, tables),
    settings: { storesFor: (project) => readStoreSettings({ client, table: tables.settings }, project, Date.now()) },
  };
}
