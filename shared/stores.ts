import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ConnectionStore } from './connections/connection-store.ts';
import { makeDynamoConnectionStore } from './connections/dynamo-connection-store.ts';
import { makeDynamoIdempotencyStore } from './http/dynamo-idempotency-store.ts';
import type { IdempotencyStore } from './http/idempotency-store.ts';
import { clientBehaviour } from './secrets/aws-calls.ts';
import type { TableNames } from './tables/table-names.ts';
import { makeDynamoHistoryStore } from './verifications/dynamo-history-store.ts';
import type { HistoryStore } from './verifications/history-store.ts';

export type Stores = { readonly connections: ConnectionStore; readonly history: HistoryStore; readonly idempotency: IdempotencyStore };

/** The tables behind their ports; one client, built at cold start. */
export function makeStores(tables: TableNames): Stores {
  const client = new DynamoDBClient(clientBehaviour(Math.random));
  return {
    connections: makeDynamoConnectionStore(client, tables),
    history: makeDynamoHistoryStore(client, tables),
    idempotency: makeDynamoIdempotencyStore(client, tables),
  };
}
