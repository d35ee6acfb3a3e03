import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { AttemptStore } from './attempts/attempt-store.ts';
import { makeDynamoAttemptStore } from './attempts/dynamo-attempt-store.ts';
import type { ConnectionStore } from './connections/connection-store.ts';
import { readConnection } from './connections/dynamo-connection-read.ts';
import { writeStanding } from './connections/dynamo-standing.ts';
import { makeDynamoHostStore } from './hosts/dynamo-host-store.ts';
import type { HostStore } from './hosts/host-store.ts';
import { makeDynamoRunStore } from './runs/dynamo-run-store.ts';
import type { RunStore } from './runs/run-store.ts';
import { storeBehaviour } from './secrets/aws-calls.ts';
import { readStoreSettings } from './settings/dynamo-store-settings.ts';
import type { SettingsStore } from './settings/settings-store.ts';
import type { TableNames } from './tables/table-names.ts';
import { makeDynamoVerificationStore } from './verifications/dynamo-verification-store.ts';
import type { Retention } from './verifications/retention.ts';
import type { VerificationStore } from './verifications/verification-store.ts';

/** What verifying in the background needs of the ports. */
export type WorkStores = {
  readonly connections: Pick<ConnectionStore, 'get' | 'setStanding'>;
  readonly verifications: VerificationStore;
  readonly settings: Pick<SettingsStore, 'storesFor'>;
  readonly attempts: AttemptStore;
  readonly hosts: HostStore;
  readonly runs: RunStore;
};
type WorkTables = Pick<TableNames, 'connections' | 'verifications' | 'settings' | 'attempts' | 'hosts' | 'runs'>;

/** The tables behind them; one client, built at cold start. */
export function makeWorkStores(tables: WorkTables, retention: Retention): WorkStores {
  const client = new DynamoDBClient(storeBehaviour(Math.random));
  const connections = { client, table: tables.connections };
  return {
    connections: {
      get: (id) => readConnection(connections, id),
      setStanding: (...[id, revision, standing, before]) => writeStanding(connections, { id, revision, standing, before }),
    },
    verifications: makeDynamoVerificationStore(client, tables, { ...retention, now: Date.now }),
    settings: { storesFor: (project) => readStoreSettings({ client, table: tables.settings }, project, Date.now()) },
    attempts: makeDynamoAttemptStore(client, tables),
    hosts: makeDynamoHostStore(client, tables),
    runs: makeDynamoRunStore(client, tables),
  };
}
