import { BatchGetItemCommand, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { type Item, text, textIn } from '../tables/item.ts';
import type { TableNames } from '../tables/table-names.ts';
import { CONNECTION_ATTRIBUTES, connectionIn } from './connection-item.ts';
import type { StoredConnection } from './stored-connection.ts';

export type ConnectionTables = { readonly client: DynamoDBClient; readonly tables: Pick<TableNames, 'connections' | 'secretUses'> };
type Wanted = { readonly ids: readonly string[]; readonly isConsistent: boolean };

/** Ids of one partition of a table or an index, in order. */
export type Keys = {
  readonly table: string;
  readonly index?: string;
  readonly partition: readonly [attribute: string, value: string];
  /** The attribute sorted by, the attribute that is the id, and what stands before the id in the former. */
  readonly sort: { readonly attribute: string; readonly id: string; readonly prefix: string };
  /** A further attribute that is read. */
  readonly beside?: string;
};
type Row = readonly [id: string, item: Item];
type RowPage = { readonly rows: readonly Row[]; readonly isLast: boolean };
type KeyPage = { readonly ids: readonly string[]; readonly isLast: boolean };
type After = { readonly after: string | null; readonly limit: number };

/** What DynamoDB takes in one BatchGetItem. */
export const MOST_READ = 100;
/** Large items come in several answers. */
const MOST_ANSWERS = 10;

/** The ids after one of them, whether it still exists or not. */
export async function readKeys(client: DynamoDBClient, keys: Keys, page: After): Promise<KeyPage> {
  const { rows, isLast } = await readRows(client, keys, page);
  return { ids: rows.map(([id]) => id), isLast };
}

/** The same, with what is read of each. */
export async function readRows(client: DynamoDBClient, keys: Keys, { after, limit }: After): Promise<RowPage> {
  const { table, index, partition, sort, beside } = keys;
  // "!" sorts before every character of an id, and "~" after: an id and "!" come between it and the next.
  const { Items: items = [], LastEvaluatedKey: more } = await client.send(
    new QueryCommand({
      TableName: table,
      ...(index === undefined ? { ConsistentRead: true } : { IndexName: index }),
      KeyConditionExpression: '#partition = :partition AND #sort BETWEEN :from AND :to',
      ProjectionExpression: beside === undefined ? '#id' : '#id, #beside',
      ExpressionAttributeNames: { '#partition': partition[0], '#sort': sort.attribute, '#id': sort.id, ...(beside !== undefined && { '#beside': beside }) },
      ExpressionAttributeValues: { ':partition': text(partition[1]), ':from': text(`${sort.prefix}${after ?? ''}!`), ':to': text(`${sort.prefix}~`) },
      Limit: limit,
    }),
  );
  return { rows: items.map((item) => [textIn(item, sort.id), item]), isLast: more === undefined };
}

/** The connections of at most 100 ids that exist, in the order of the ids. @throws Error where DynamoDB keeps leaving some out */
export async function readConnections({ client, tables }: ConnectionTables, { ids, isConsistent }: Wanted): Promise<readonly StoredConnection[]> {
  const found = new Map<string, StoredConnection>();
  let keys: Item[] = ids.map((id) => ({ id: text(id) }));
  for (let answer = 0; keys.length > 0; answer += 1) {
    if (answer === MOST_ANSWERS) throw new Error('DynamoDB did not read all the connections of a page.');
    const wanted = { Keys: keys, ConsistentRead: isConsistent, ProjectionExpression: CONNECTION_ATTRIBUTES };
    const { Responses: responses = {}, UnprocessedKeys: left = {} } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [tables.connections]: wanted } }),
    );
    for (const connection of (responses[tables.connections] ?? []).map(connectionIn)) found.set(connection.id, connection);
    keys = left[tables.connections]?.Keys ?? [];
  }
  return ids.flatMap((id) => found.get(id) ?? []);
}
