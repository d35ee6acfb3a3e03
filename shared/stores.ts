import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { BudgetStore } from './budgets/budget-store.ts';
import { makeDynamoBudgetStore } from './budgets/dynamo-budget-store.ts';
import type { ConnectionStore } from './connections/connection-store.ts';
import { makeDynamoConnectionStore } from './connections/dynamo-connection-store.ts';
import { makeDynamoIdempotencyStore } from './http/dynamo-idempotency-store.ts';
import type { IdempotencyStore } from './http/idempotency-store.ts';
import { makeDynamoRunStore } from './runs/dynamo-run-store.ts';
import type { RunStore } from './runs/run-store.ts';
import { storeBehaviour } from './secrets/aws-calls.ts';
import { makeDynamoSettingsStore } from './settings/dynamo-settings-store.ts';
import type { SettingsStore } from './settings/settings-store.ts';
import type { TableNames } from './tables/table-names.ts';
import { makeDynamoVerificationStore } from './verifications/dynamo-verification-store.ts';
import type { Retention } from './verifications/retention.ts';
import type { VerificationStore } from './verifications/verification-store.ts';
import { makeDynamoWatchStore } from './watch/dynamo-watch-store.ts';
import type { WatchStore } from './watch/watch-store.ts';

export type Stores = {
  readonly connections: ConnectionStore;
  readonly verifications: VerificationStore;
  readonly idempotency: IdempotencyStore;
  readonly settings: SettingsStore;
  readonly runs: RunStore;
  readonly watches: Pick<WatchStore, 'read'>;
  readonly spending: BudgetStore;
};

type KeeperTables = Omit<TableNames, 'attempts' | 'hosts'>;

/** The tables behind their ports; one client, built at cold start. */
export function makeStores(tables: KeeperTables, retention: Retention): Stores {
  const client = new DynamoDBClient(storeBehaviour(Math.random));
  return {
    connections: makeDynamoConnectionStore(client, tables),
    verifications: makeDynamoVerificationStore(client, tables, { ...retention, now: Date.now }),
    idempotency: makeDynamoIdempotencyStore(client, tables),
    settings: makeDynamoSettingsStore(client, tables),
    runs: makeDynamoRunStore(client, tables),
    watches: makeDynamoWatchStore(client, tables),
    spending: makeDynamoBudgetStore(client, tables),
  };
}
