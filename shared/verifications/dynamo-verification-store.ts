import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { TableNames } from '../tables/table-names.ts';
import { readAudit } from './dynamo-audit.ts';
import { claimEntry, interruptEntry, releaseEntry } from './dynamo-claim.ts';
import { entriesIn } from './dynamo-entry.ts';
import { readHistory, readVerification } from './dynamo-history.ts';
import type { Retention } from './retention.ts';
import type { VerificationStore } from './verification-store.ts';

type VerificationOptions = Retention & { readonly now: () => number };

/** Audit and history in DynamoDB: two writes of one item per use of secrets, and nothing is ever taken out but by the table's TTL. `now` in milliseconds. */
export function makeDynamoVerificationStore(
  client: DynamoDBClient,
  tables: Pick<TableNames, 'verifications'>,
  { now, ...retention }: VerificationOptions,
): VerificationStore {
  const table = tables.verifications;
  return {
    ...entriesIn({ client, table, retention }),
    claim: (intent, leaseUntilMs) => claimEntry({ client, table, now, retention }, intent, leaseUntilMs),
    interrupt: (entry) => interruptEntry({ client, table, now, retention }, entry),
    release: (intent, leaseUntilMs) => releaseEntry({ client, table, now, retention }, intent, leaseUntilMs),
    read: (entry) => readVerification({ client, table, now }, entry),
    history: (connectionId, page) => readHistory({ client, table, now }, connectionId, page),
    audit: (filter, page) => readAudit({ client, table, now }, filter, page),
  };
}
