import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { StorePage } from '../connections/connection-store.ts';
import { type Item, text, textIn } from '../tables/item.ts';

/** The table of verifications; `now` in milliseconds. */
export type VerificationTable = { readonly client: DynamoDBClient; readonly table: string; readonly now: () => number };
/** The entries of a subject, or of a part of a project's; those alone that a condition holds for. */
export type Entries = {
  readonly of: readonly [attribute: 'subject' | 'projectShard', value: string];
  readonly only?: { readonly condition: string; readonly names: Readonly<Record<string, string>>; readonly values: Item };
};
/** `reached` is where the next stretch begins, null after the last one. */
export type Stretch = { readonly items: readonly Item[]; readonly reached: string | null };

/** Sorts after every time of ours. */
const AFTER_ALL = '~';

/** The newest entries before one of them, as many as one query reads; of a subject as last acknowledged, of a project their keys, a moment behind. */
export async function queryDown(
  { client, table }: VerificationTable,
  { of: [attribute, value], only }: Entries,
  { limit, after }: StorePage,
): Promise<Stretch> {
  const query = new QueryCommand({
    TableName: table,
    ...(attribute === 'subject' ? { ConsistentRead: true } : { IndexName: 'AuditByProject' }),
    KeyConditionExpression: '#partition = :partition AND startedAtAndId < :before',
    ...(only && { FilterExpression: only.condition }),
    ExpressionAttributeNames: { '#partition': attribute, ...only?.names },
    ExpressionAttributeValues: { ':partition': text(value), ':before': text(after ?? AFTER_ALL), ...only?.values },
    ScanIndexForward: false,
    Limit: limit,
  });
  const { Items: items = [], LastEvaluatedKey: last } = await client.send(query);
  return { items, reached: last ? textIn(last, 'startedAtAndId') : null };
}

type Reading = { readonly page: StorePage; readonly mostStretches: number; readonly read: (after: string | null) => Promise<Stretch> };

/** Stretch after stretch until a page is full, and at most so many: then it ends early, and goes on at `next`. */
export async function pageOf({
  page: { limit, after },
  mostStretches,
  read,
}: Reading): Promise<{ readonly items: readonly Item[]; readonly next: string | null }> {
  const found: Item[] = [];
  let reached = after;
  for (let stretches = 0; stretches < mostStretches; stretches += 1) {
    const stretch = await read(reached);
    found.push(...stretch.items);
    reached = stretch.reached;
    if (reached === null || found.length > limit) break;
  }
  const items = found.slice(0, limit);
  const end = found.length > limit ? items.at(-1) : undefined;
  return { items, next: end ? textIn(end, 'startedAtAndId') : reached };
}
