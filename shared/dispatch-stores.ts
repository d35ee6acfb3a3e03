import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ConnectionStore } from './connections/connection-store.ts';
import { makeDynamoConnectionStore } from './connections/dynamo-connection-store.ts';
import { makeDynamoRunStore } from './runs/dynamo-run-store.ts';
import type { RunStore } from './runs/run-store.ts';
import { storeBehaviour } from './secrets/aws-calls.ts';
import { makeDynamoSettingsStore } from './settings/dynamo-settings-store.ts';
import type { SettingsStore } from './settings/settings-store.ts';
import type { TableNames } from './tables/table-names.ts';

/** What setting verifications going needs of the ports: it verifies nothing itself. */
export type DispatchStores = {
  readonly connections: Pick<ConnectionStore, 'due' | 'list' | 'get'>;
  readonly settings: Pick<SettingsStore, 'periods' | 'keepPeriods' | 'claimTick' | 'finishTick' | 'addPurge'>;
  readonly runs: RunStore;
};

/** The tables behind them; one client, built at cold start. */
export function makeDispatchStores(tables: Pick<TableNames, 'connections' | 'secretUses' | 'settings' | 'runs'>): DispatchStores {
  const client = new DynamoDBClient(storeBehaviour(Math.random));
  return {
    connections: makeDynamoConnectionStore(client, tables),
    settings: makeDynamoSettingsStore(client, tables),
    runs: makeDynamoRunStore(client, tables),
  };
}
