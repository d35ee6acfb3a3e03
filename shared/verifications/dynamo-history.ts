import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { StorePage } from '../connections/connection-store.ts';
import { number } from '../tables/item.ts';
import { entryKey, verificationIn } from './verification-item.ts';
import { verificationKeyAfter } from './verification-key.ts';
import { pageOf, queryDown, type VerificationTable } from './verification-query.ts';
import type { HistoryPage, Intent } from './verification-store.ts';
import type { Verification } from './verification.ts';

/** DynamoDB's TTL takes items out some days late. What one page may cost where nearly all have expired. */
const MOST_QUERIES = 10;

/** One page of the verifications of a connection that have ended, newest first. */
export async function readHistory(at: VerificationTable, connectionId: string, { limit, after }: StorePage): Promise<HistoryPage> {
  const only = {
    condition: 'historyUntil > :now AND attribute_exists(#document)',
    names: { '#document': 'document' },
    values: { ':now': number(at.now() / 1_000) },
  };
  const { items, next } = await pageOf({
    page: { limit, after: verificationKeyAfter(after) },
    mostStretches: MOST_QUERIES,
    read: (reached) => queryDown(at, { of: ['subject', connectionId], only }, { limit: limit + 1, after: reached }),
  });
  return { items: items.map(verificationIn), next };
}

/** What one entry of a connection came to, whatever its age. */
export async function readVerification(
  { client, table }: VerificationTable,
  entry: Pick<Intent, 'id' | 'at' | 'connectionId' | 'project'>,
): Promise<Verification | null> {
  const { Item: item } = await client.send(new GetItemCommand({ TableName: table, Key: entryKey(entry), ConsistentRead: true }));
  return item?.['document'] ? verificationIn(item) : null;
}
