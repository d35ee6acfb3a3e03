import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ConnectionStore } from './connections/connection-store.ts';
import { makeDynamoConnectionStore } from './connections/dynamo-connection-store.ts';
import { makeDynamoSecretWalk } from './connections/dynamo-secret-walk.ts';
import type { SecretWalk } from './connections/secret-walk.ts';
import { makeDynamoRunStore } from './runs/dynamo-run-store.ts';
import type { RunStore } from './runs/run-store.ts';
import { storeBehaviour } from './secrets/aws-calls.ts';
import { makeDynamoSettingsStore } from './settings/dynamo-settings-store.ts';
import type { SettingsStore } from './settings/settings-store.ts';
import type { TableNames } from './tables/table-names.ts';
import { makeDynamoWatchStore } from './watch/dynamo-watch-store.ts';
import type { WatchStore } from './watch/watch-store.ts';

/** What looking after the secrets in use needs of the ports. */
export type WatchStores = {
  readonly connections: Pick<ConnectionStore, 'get' | 'list'>;
  readonly settings: Pick<SettingsStore, 'storesFor' | 'addPurge'>;
  readonly runs: RunStore;
  readonly walk: SecretWalk;
  readonly watches: WatchStore;
};
type WatchTables = Pick<TableNames, 'connections' | 'secretUses' | 'settings' | 'runs' | 'watches'>;

/** The tables behind them; one client, built at cold start. */
export function makeWatchStores(tables: WatchTables): WatchStores {
  const client = new DynamoDBClient(storeBehaviour(Math.random));
  return {
    connections: makeDynamoConnectionStore(client, tables),
    settings: makeDynamoSettingsStore(client, tables),
    runs: makeDynamoRunStore(client, tables),
    walk: makeDynamoSecretWalk(client, tables),
    watches: makeDynamoWatchStore(client, tables),
  };
}
